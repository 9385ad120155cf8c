using Microsoft.AspNetCore.Http;
using PubSub.AspNetCore.Requests;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.Tickets;

/// <summary>Tells who opens a stream: the bearer of a ticket, if there is one, else whom the request's authentication says.</summary>
internal sealed class StreamCallers(CallerReader callers, StreamTickets tickets, TimeProvider time)
{
    /// <param name="context">The request.</param>
    /// <param name="ticket">The ticket of its query, or null.</param>
    /// <param name="requests">The channels that the stream is to have.</param>
    /// <exception cref="PubSubException"><see cref="ErrorCode.Unauthenticated"/>: the ticket is not valid any more. <see cref="ErrorCode.Forbidden"/>: it is for other channels.</exception>
    public Caller Read(HttpContext context, string? ticket, IReadOnlyList<SubscribeRequest> requests)
    {
        if (ticket is null) return callers.Read(context);
        if (tickets.Read(ticket) is not { } read || read.ExpiresAt <= time.GetUtcNow() || read.CredentialExpiresAt <= time.GetUtcNow())
            throw new PubSubException(ErrorCode.Unauthenticated, "The ticket is not valid, or not any more. Ask for another one.");
        foreach (SubscribeRequest request in requests)
        {
            if (!read.Channels.Contains(request.Channel.Whole))
                throw new PubSubException(ErrorCode.Forbidden, "The ticket is for other channels than the stream's. Ask for one that names them all.");
        }

        return CallerReader.Of(context, read.User, read.CredentialExpiresAt);
    }
}
