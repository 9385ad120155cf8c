using System.Security.Claims;

namespace PubSub.Core;

/// <summary>
/// Whose the addresses <c>tenant:{id}:…</c> are. They are open only to callers of that tenant, on every transport and for every operation, before any other rule is asked; also where the channel is public.
/// Server code is not asked.
/// </summary>
public sealed class TenantOptions
{
    /// <summary>The claim that holds the caller's tenant; a caller with several such claims belongs to each of them. <c>tenant</c> by default.</summary>
    public string ClaimType { get; set; } = "tenant";

    /// <summary>
    /// Tells a signed-in caller's tenants in place of <see cref="ClaimType"/>, for hosts that must look them up elsewhere in the claims. Null by default. Called at every check by
    /// many threads, so it does not wait. Where it throws, the caller belongs to none.
    /// </summary>
    public Func<ClaimsPrincipal, IEnumerable<string>>? Resolve { get; set; }
}
