using PubSub.Contracts;

namespace PubSub.Core.Fanout;

/// <summary>How a kind of session writes. Called by the owner of the session's write token only.</summary>
internal abstract class EventWriter
{
    /// <summary>Whether frames can be copied from the log as they are.</summary>
    public abstract bool CopiesFrames { get; }

    /// <summary>How many bytes come with each frame of a subscription that is written by itself. They count towards what is written between two flushes.</summary>
    public virtual int BytesBesideFrame(Subscription subscription) => 0;

    /// <summary>Writes that events of a channel are missing.</summary>
    /// <returns>About how many bytes that took: where a channel has members, it is the list of them.</returns>
    public abstract int WriteGap(Subscription subscription, string reason);

    /// <summary>Writes one event. <see cref="Subscription.Position"/> is already at it.</summary>
    public abstract void WriteFrame(Subscription subscription, ReadOnlySpan<byte> frame, int jsonStart, EventId id);

    /// <summary>Writes frames as they stand in the log. Only called where <see cref="CopiesFrames"/> is true.</summary>
    public abstract void WriteFrames(ReadOnlySpan<byte> frames);

    /// <summary>Writes one event as <see cref="SubscribeRequest.Renderer"/> has made it. Only called where there is one.</summary>
    /// <returns>False where this session is not to get the event.</returns>
    public virtual bool WriteRendered(Subscription subscription, RenderedEvent rendered) => throw new NotSupportedException();

    /// <summary>Writes how the stream begins.</summary>
    protected abstract void WriteReady();

    /// <summary>Writes a sign of life, and the position where <paramref name="withPosition"/> says that it has moved unseen.</summary>
    protected abstract void WriteKeepAlive(bool withPosition);

    /// <summary>Writes why the stream ends.</summary>
    protected abstract void WriteEnd(SessionEnd end);

    /// <summary>Writes what is neither an event nor about one, about as much as goes between two flushes. Called before events are written, where the session has asked for it.</summary>
    /// <returns>True where anything was written.</returns>
    private protected virtual bool WriteOwn() => false;
}
