using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>
/// What a client says over a WebSocket, carried out in its order and answered. A message that cannot be carried out is answered <c>error</c>, and the conversation goes on.
/// What concerns the client's channels takes its turn with the messages. Thread-safe.
/// </summary>
internal sealed class Conversation
{
    private static readonly JsonDocumentOptions s_reading = new() { AllowDuplicateProperties = false, MaxDepth = RequestReader.MaxDepth };

    private readonly SocketSession _session;
    private readonly Memberships _channels;
    private readonly TimeSpan _retryAfter;
    private readonly Allowance _messages;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isOver;

    /// <param name="services">What all conversations work with.</param>
    /// <param name="session">Where answers go. It has no channels yet.</param>
    /// <param name="caller">Who speaks.</param>
    public Conversation(ConversationServices services, SocketSession session, Caller caller)
    {
        _session = session;
        _channels = new Memberships(services, session, caller);
        _messages = new Allowance(services.Limits.MessagesPerSecond, services.Limits.MessagesPerSecond * 2, services.Time);
        _retryAfter = services.RetryAfter;
        session.OnChannelLost = LoseAsync;
    }

    /// <summary>Carries out one message, unless the conversation is over. Fails only where the server does.</summary>
    /// <param name="message">The text, valid UTF-8. Not read after this has completed.</param>
    /// <param name="cancellationToken">Ends it, because the connection has ended.</param>
    public async ValueTask TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(message, s_reading);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Looking for a member that is there twice reads every name, and one may hold an escaped surrogate without its pair.
            Refuse(SocketErrors.NotJson);
            return;
        }

        using (json)
        {
            if (json.RootElement.ValueKind == JsonValueKind.Object) await TakeInTurnAsync(new SocketRequest(json.RootElement), cancellationToken);
            else Refuse(SocketErrors.NotJson);
        }
    }

    /// <summary>Answers that something was not carried out.</summary>
    public void Refuse(SocketError error, string? requestId = null) => _session.Send(SocketMessages.Error(requestId, error));

    /// <summary>Ends the conversation: every channel is left, and no message is carried out any more. Fails only where the log does.</summary>
    public async Task EndAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _isOver = true;
            await _channels.LeaveAllAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    // Fails only where the log does.
    private async Task LoseAsync(JoinedChannel joined, SessionEnd why)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_isOver) await _channels.LoseAsync(joined, why);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask TakeInTurnAsync(SocketRequest request, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_isOver) await TakeAsync(request, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask TakeAsync(SocketRequest request, CancellationToken cancellationToken)
    {
        string? requestId = null;
        string type = "";
        try
        {
            requestId = request.RequestId;
            if (!_messages.TryTake()) throw new SocketRefusal(SocketErrors.TooManyMessages);
            type = request.Type;
            switch (type)
            {
                case "join":
                    await _channels.JoinAsync(request, requestId, cancellationToken);
                    break;
                case "leave":
                    await _channels.LeaveAsync(request, requestId, cancellationToken);
                    break;
                case "channel:message":
                    await _channels.SendAsync(request, requestId, cancellationToken);
                    break;
                case "channel:update":
                    await _channels.UpdateAsync(request, requestId, cancellationToken);
                    break;
                default:
                    throw new SocketRefusal(
                        ErrorCode.InvalidRequest, "The message's 'type' is none of: join, leave, channel:message, channel:update.");
            }
        }
        catch (SocketRefusal refusal)
        {
            Refuse(refusal.Error, requestId);
        }
        catch (PubSubException refusal)
        {
            Refuse(SocketErrors.Of(refusal, FailureOf(type), _retryAfter), requestId);
        }
    }

    private static string? FailureOf(string type) => type switch
    {
        "join" => ErrorCode.JoinFailed,
        "leave" => ErrorCode.LeaveFailed,
        "channel:update" => ErrorCode.UpdateFailed,
        _ => null,
    };
}
