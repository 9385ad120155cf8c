using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.AspNetCore.Channels;
using PubSub.AspNetCore.Errors;
using PubSub.AspNetCore.Hosting;
using PubSub.AspNetCore.Tickets;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.Core.Catalog;
using PubSub.Core.Channels;
using PubSub.Core.Fanout;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.Streaming;

/// <summary><c>GET /events</c>: an event stream of one or more channels; and <c>GET /channels/{channel}/subscribe</c>, of one.</summary>
internal sealed class StreamEndpoint
{
    private readonly StreamQuery _query;
    private readonly AccessRules _access;
    private readonly StreamCallers _callers;
    private readonly FanoutHub _hub;
    private readonly PresenceHub _presence;
    private readonly ChannelDirectory _directory;
    private readonly EndpointGuard _guard;
    private readonly DrainState _drain;
    private readonly PubSubHttpOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public StreamEndpoint(
        StreamQuery query,
        AccessRules access,
        StreamCallers callers,
        FanoutHub hub,
        PresenceHub presence,
        ChannelDirectory directory,
        EndpointGuard guard,
        DrainState drain,
        IOptions<PubSubHttpOptions> options,
        TimeProvider time,
        ILogger<StreamEndpoint> logger)
    {
        _query = query;
        _access = access;
        _callers = callers;
        _hub = hub;
        _presence = presence;
        _directory = directory;
        _guard = guard;
        _drain = drain;
        _options = options.Value;
        _time = time;
        _logger = logger;
        // One registration for all sessions that write to connections: each would cost one for as long as it lasts.
        drain.Stopping.UnsafeRegister(
            static hub => ((FanoutHub)hub!).ForEachSession(static session => (session as IConnectedSession)?.Connection.EndWhenListenerCloses()), hub);
    }

    /// <summary>Answers with a stream, or with a problem document. The task does not fail.</summary>
    public Task InvokeAsync(HttpContext context) => AnswerAsync(context, ofPath: false);

    /// <summary>As <see cref="InvokeAsync"/>, for the channel that the path names.</summary>
    public Task InvokeChannelAsync(HttpContext context) => AnswerAsync(context, ofPath: true);

    private Task AnswerAsync(HttpContext context, bool ofPath)
    {
        try
        {
            _guard.Admit(context, whileDraining: false);
            bool tellsMembers = false;
            IReadOnlyList<SubscribeRequest> requests = ofPath
                ? _query.Read(context.Request, ChannelPath.ChannelOf(context.Request), out string? ticket, out tellsMembers)
                : _query.Read(context.Request, out ticket);
            Caller caller = _callers.Read(context, ticket, requests);
            ValueTask allowed = EnsureMayReadAsync(requests, caller, first: 0);
            if (ofPath) return AnswerReaderAsync(context, requests, caller, allowed, tellsMembers);
            if (!allowed.IsCompletedSuccessfully) return AnswerAsync(context, requests, caller, allowed);
            allowed.GetAwaiter().GetResult();
            if (AnswersHead(context)) return Task.CompletedTask;
            // Nearly always the channels are open already; then nothing is kept for the request while its stream lasts but the session.
            ValueTask<Subscription[]> prepared = _hub.PrepareAsync(requests, context.RequestAborted);
            return prepared.IsCompletedSuccessfully
                ? Begin(context, prepared.GetAwaiter().GetResult(), caller.ExpiresAt)
                : AnswerAsync(context, prepared, caller.ExpiresAt);
        }
        catch (Exception exception)
        {
            return _guard.AnswerAsync(context, exception);
        }
    }

    private async Task AnswerAsync(HttpContext context, IReadOnlyList<SubscribeRequest> requests, Caller caller, ValueTask allowed)
    {
        try
        {
            await allowed;
            if (AnswersHead(context)) return;
            await Begin(context, await _hub.PrepareAsync(requests, context.RequestAborted), caller.ExpiresAt);
        }
        catch (Exception exception)
        {
            await _guard.AnswerAsync(context, exception);
        }
    }

    private async Task AnswerAsync(HttpContext context, ValueTask<Subscription[]> prepared, DateTimeOffset? endsAt)
    {
        try
        {
            await Begin(context, await prepared, endsAt);
        }
        catch (Exception exception)
        {
            await _guard.AnswerAsync(context, exception);
        }
    }

    // Who reads a channel by its path is in it for as long as the stream lasts, and one of its members where it has any.
    private async Task AnswerReaderAsync(HttpContext context, IReadOnlyList<SubscribeRequest> requests, Caller caller, ValueTask allowed, bool tellsMembers)
    {
        ChannelName channel = requests[0].Channel.Whole;
        ChannelDefinition definition = requests[0].Definition;
        ChannelMembership? membership = null;
        try
        {
            await allowed;
            if (tellsMembers && !definition.HasPresence)
                throw new PubSubException(ErrorCode.PresenceDisabled, $"The channel '{definition.Name}' is declared without presence: leave 'presence' out.");
            if (AnswersHead(context)) return;
            IReadOnlyList<SubscribeRequest> all = tellsMembers ? [.. requests, PresenceHub.Listen(channel, definition)] : requests;
            // First a place: nobody is told of a reader that there is no room for.
            Subscription[] subscriptions = await _hub.PrepareAsync(all, context.RequestAborted);
            membership = await EnterAsync(channel, definition, caller, subscriptions, context.RequestAborted);
            await Begin(context, subscriptions, caller.ExpiresAt);
        }
        catch (Exception exception)
        {
            await _guard.AnswerAsync(context, exception);
        }
        finally
        {
            if (membership is not null)
            {
                if (definition.HasPresence) await _presence.EndAsync(channel, membership.ClientId);
                await _directory.LeftAsync(membership);
            }
        }
    }

    private async Task<ChannelMembership> EnterAsync(
        ChannelName channel, ChannelDefinition definition, Caller caller, Subscription[] subscriptions, CancellationToken cancellationToken)
    {
        var membership = new ChannelMembership(Guid.NewGuid().ToString("N"), caller.UserId, channel, _directory.TypeOf(definition, channel));
        try
        {
            if (definition.HasPresence) await _presence.JoinAsync(channel, definition, caller, membership.ClientId, info: null, cancellationToken);
        }
        catch
        {
            _hub.Abandon(subscriptions);
            throw;
        }

        await _directory.JoinedAsync(membership);
        return membership;
    }

    // All channels, before anything is opened. Without a state machine where the rules need not wait.
    private ValueTask EnsureMayReadAsync(IReadOnlyList<SubscribeRequest> requests, Caller caller, int first)
    {
        for (int i = first; i < requests.Count; i++)
        {
            ValueTask allowed = _access.EnsureMaySubscribeAsync(requests[i].Definition, requests[i].Channel.Whole, caller);
            if (!allowed.IsCompletedSuccessfully) return EnsureRestAsync(allowed, requests, caller, i + 1);
            allowed.GetAwaiter().GetResult();
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask EnsureRestAsync(ValueTask allowed, IReadOnlyList<SubscribeRequest> requests, Caller caller, int rest)
    {
        await allowed;
        await EnsureMayReadAsync(requests, caller, rest);
    }

    private static bool AnswersHead(HttpContext context)
    {
        if (!HttpMethods.IsHead(context.Request.Method)) return false;
        SetHeaders(context.Response);
        return true;
    }

    /// <returns>
    /// What completes only when nothing of the session can write any more: the server reuses the writer for the connection's next response.
    /// </returns>
    private Task Begin(HttpContext context, Subscription[] subscriptions, DateTimeOffset? endsAt)
    {
        var connection = new SessionConnection(context, _drain, _options.StreamDrainTimeout, _time);
        SseSession session;
        try
        {
            SetHeaders(context.Response);
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            session = new SseSession(context, connection, subscriptions, _time, _options, _hub.KeepAlive, _logger);
            connection.Carry(session);
            _logger.StreamBegan(subscriptions.Length, _hub.SessionCount);
        }
        catch
        {
            // Something before this endpoint has begun the answer already, or the log fails.
            _hub.Abandon(subscriptions);
            throw;
        }

        _hub.Add(session, endsAt);
        // From here on the session writes: whatever happens, it is waited for.
        connection.EndIfDraining();
        return session.Completion;
    }

    private static void SetHeaders(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
    }
}
