using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>
/// What a client says over a WebSocket, carried out in its order and answered. A message that cannot be carried out is answered <c>error</c>, and the conversation goes on.
/// For one thread at a time.
/// </summary>
/// <param name="services">What all conversations work with.</param>
/// <param name="session">Where answers go.</param>
/// <param name="caller">Who speaks.</param>
internal sealed class Conversation(ConversationServices services, SocketSession session, Caller caller)
{
    private static readonly JsonDocumentOptions s_reading = new() { AllowDuplicateProperties = false, MaxDepth = RequestReader.MaxDepth };

    private readonly Memberships _channels = new(services, session, caller);
    private readonly Allowance _messages = new(services.Limits.MessagesPerSecond, services.Limits.MessagesPerSecond * 2, services.Time);

    /// <summary>Carries out one message. Fails only where the server does.</summary>
    /// <param name="message">The text, valid UTF-8. Not read after this has completed.</param>
    /// <param name="cancellationToken">Ends it, because the connection has ended.</param>
    public async ValueTask TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(message, s_reading);
        }
        catch (JsonException)
        {
            Refuse(SocketErrors.NotJson);
            return;
        }

        using (json)
        {
            if (json.RootElement.ValueKind == JsonValueKind.Object) await TakeAsync(new SocketRequest(json.RootElement), cancellationToken);
            else Refuse(SocketErrors.NotJson);
        }
    }

    /// <summary>Answers that something was not carried out.</summary>
    public void Refuse(SocketError error, string? requestId = null) => session.Send(SocketMessages.Error(requestId, error));

    /// <summary>Leaves every channel. Called when nothing is taken any more. Does not fail.</summary>
    public Task LeaveAllAsync() => _channels.LeaveAllAsync();

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
            Refuse(SocketErrors.Of(refusal, FailureOf(type)), requestId);
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
