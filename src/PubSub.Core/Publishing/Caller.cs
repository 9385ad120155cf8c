using System.Security.Claims;

namespace PubSub.Core.Publishing;

/// <summary>Who makes a request.</summary>
/// <param name="Principal">The authenticated identity, or an anonymous one.</param>
/// <param name="SessionId">What tells one anonymous caller from another, such as the value of a server-issued cookie; null where nothing does.</param>
internal sealed record Caller(ClaimsPrincipal? Principal, string? SessionId = null)
{
    public static Caller Anonymous { get; } = new((ClaimsPrincipal?)null);

    public bool IsAuthenticated => Principal?.Identity?.IsAuthenticated == true;

    public string? UserId => IsAuthenticated
        ? Principal!.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? Principal!.FindFirst("sub")?.Value ?? Principal!.Identity!.Name
        : null;

    public IReadOnlyList<string> Roles => IsAuthenticated
        ? [.. Principal!.Identities.SelectMany(i => i.FindAll(i.RoleClaimType)).Select(c => c.Value).Distinct(StringComparer.Ordinal)]
        : [];
}
