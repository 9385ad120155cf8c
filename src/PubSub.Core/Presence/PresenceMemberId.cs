using PubSub.Core.Publishing;

namespace PubSub.Core.Presence;

/// <summary>
/// Which member a connection is one of. The ids of anonymous members are in a space of their own, which no user's id can get into: they stand in every list, and who could
/// sign in under one would be that member.
/// </summary>
internal static class PresenceMemberId
{
    // No connection's id begins with it, so that what follows one or two of them tells both kinds apart.
    private const char Mark = '~';

    /// <summary>The user's id, with another <c>~</c> before it where it begins with one; of an anonymous caller, <c>~</c> and its connection's id.</summary>
    /// <param name="caller">Whose connection it is.</param>
    /// <param name="clientId">The connection's id, which begins with no <c>~</c>.</param>
    public static string Of(Caller caller, string clientId) =>
        caller.UserId is not { } user ? Mark + clientId : user.StartsWith(Mark) ? Mark + user : user;
}
