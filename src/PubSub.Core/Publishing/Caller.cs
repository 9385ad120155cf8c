using System.Security.Claims;

namespace PubSub.Core.Publishing;

/// <summary>Who makes a request.</summary>
/// <param name="Principal">The authenticated identity, or an anonymous one.</param>
/// <param name="SessionId">What tells one anonymous caller from another, such as the value of a server-issued cookie; null where nothing does.</param>
internal sealed record Caller(ClaimsPrincipal? Principal, string? SessionId = null)
{
    public static Caller Anonymous { get; } = new((ClaimsPrincipal?)null);

    /// <summary>The transport's context of the request, or null.</summary>
    public object? Request { get; init; }

    /// <summary>
    /// Tells the services of <see cref="Request"/>, which are made only when they are asked for. Null where the request has none, or lasts too long for one scope to serve all of it.
    /// </summary>
    public Func<object, IServiceProvider>? ServicesOf { get; init; }

    /// <summary>When the caller's credential ends, or null where it does not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Looked up once: each look costs an enumerator.</summary>
    public bool IsAuthenticated { get; } = Principal?.Identity?.IsAuthenticated == true;

    /// <summary>Null where nobody is signed in, or nothing says who. An empty text says nothing: two such callers are not one.</summary>
    public string? UserId => IsAuthenticated
        ? Told(Principal!.FindFirst(ClaimTypes.NameIdentifier)?.Value) ?? Told(Principal.FindFirst("sub")?.Value) ?? Told(Principal.Identity!.Name)
        : null;

    public IReadOnlyList<string> Roles => IsAuthenticated
        ? [.. Principal!.Identities.SelectMany(i => i.FindAll(i.RoleClaimType)).Select(c => c.Value).Distinct(StringComparer.Ordinal)]
        : [];

    public bool HasRole(string role) => IsAuthenticated && Principal!.IsInRole(role);

    public bool HasScope(string scope)
    {
        if (!IsAuthenticated) return false;
        foreach (Claim claim in Principal!.Claims)
        {
            if (claim.Type is not ("scope" or "scp")) continue;
            foreach (Range part in claim.Value.AsSpan().Split(' '))
            {
                if (claim.Value.AsSpan(part).SequenceEqual(scope)) return true;
            }
        }

        return false;
    }

    private static string? Told(string? id) => string.IsNullOrEmpty(id) ? null : id;
}
