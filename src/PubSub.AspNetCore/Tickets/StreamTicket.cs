using System.Security.Claims;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tickets;

/// <summary>What a ticket says: that its bearer may open streams of these channels as this user.</summary>
/// <param name="User">Whom it was issued to.</param>
/// <param name="Channels">The addresses that it is good for.</param>
/// <param name="ExpiresAt">Until when a stream may be opened with it.</param>
/// <param name="CredentialExpiresAt">When the credential ends that it was issued for, and with it the stream; null where that does not say.</param>
internal sealed record StreamTicket(ClaimsPrincipal User, IReadOnlyList<ChannelName> Channels, DateTimeOffset ExpiresAt, DateTimeOffset? CredentialExpiresAt);
