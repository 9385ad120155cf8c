using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using PubSub.AspNetCore.Hosting;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.Streaming;

/// <summary>The connection that a session writes to: how it breaks, and how the session ends with it. Safe to use from any thread.</summary>
/// <param name="context">The request whose answer the session writes.</param>
/// <param name="drain">Whether the host is shutting down.</param>
/// <param name="drainTimeout">How long the session may take to say goodbye when the server asks its connections to finish.</param>
/// <param name="time">The clock of that.</param>
internal sealed class SessionConnection(HttpContext context, DrainState drain, TimeSpan drainTimeout, TimeProvider time)
{
    // Asked for when the host stops. A server that closes single connections otherwise cuts their streams, and their clients resume elsewhere.
    // A server that does not ask its connections to finish ends streams when the host is asked to stop.
    private readonly CancellationToken _listenerClosed =
        context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? drain.Stopping;

    private CancellationTokenRegistration _gone;
    private Session _session = null!;
    private bool _isReleased;

    /// <summary>Cancelled when the peer has gone, or the connection was broken.</summary>
    public CancellationToken PeerGone { get; } = context.RequestAborted;

    /// <summary>Ends the session when its connection breaks. Called once, before the session starts.</summary>
    public void Carry(Session session)
    {
        _session = session;
        _gone = PeerGone.UnsafeRegister(static session => ((Session)session!).Close(SessionEnd.PeerGone), session);
    }

    /// <summary>Breaks the connection, unless the session has let go of it: the server has the context serve another request by then.</summary>
    public void Abort()
    {
        lock (this)
        {
            if (!_isReleased) context.Abort();
        }
    }

    /// <summary>
    /// Ends the session when the server asks its connections to finish, which it does after it has closed its listener. Ending streams before that would
    /// have browsers come back at once, be refused, and give up for good. Safe to call after the session has ended.
    /// </summary>
    public void EndWhenListenerCloses() => _listenerClosed.UnsafeRegister(static connection => ((SessionConnection)connection!).EndWithinLimit(), this);

    /// <summary>
    /// The same where the host is stopping already. Called after the session can be seen: either this or what goes over all sessions when the host stops has it end
    /// with its connection.
    /// </summary>
    public void EndIfDraining()
    {
        try
        {
            if (drain.IsDraining) EndWhenListenerCloses();
        }
        catch (Exception)
        {
            // It cannot be told when the listener closes.
            _session.Close(SessionEnd.Draining);
        }
    }

    /// <summary>Lets go of the connection: nothing of the session is written any more.</summary>
    public void Release()
    {
        lock (this) _isReleased = true;
        // Without waiting: what runs of a callback finds the session closed.
        _gone.Unregister();
    }

    private async void EndWithinLimit()
    {
        _session.Close(SessionEnd.Draining);
        try
        {
            await _session.Completion.WaitAsync(drainTimeout, time);
        }
        catch (TimeoutException)
        {
            Abort();
        }
    }
}
