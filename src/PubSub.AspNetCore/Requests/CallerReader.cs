using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.Requests;

/// <summary>Tells who makes a request, by whatever authentication scheme the host uses.</summary>
internal sealed class CallerReader(AnonymousSession sessions)
{
    private static readonly Func<object, IServiceProvider> s_servicesOf = static context => ((HttpContext)context).RequestServices;

    /// <summary>A user as the caller of a request.</summary>
    public static Caller Of(HttpContext context, ClaimsPrincipal user, DateTimeOffset? expiresAt) => new(user)
    {
        Request = context,
        ServicesOf = s_servicesOf,
        ExpiresAt = expiresAt,
    };

    /// <summary>When the credential ends that a request was authenticated by, as its scheme says; null where that does not.</summary>
    private static DateTimeOffset? ExpiryOf(HttpContext context) =>
        context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;

    /// <summary>The request's user; an anonymous one with the session that its cookie names, if it has one.</summary>
    public Caller Read(HttpContext context)
    {
        // Asked of the feature: the context's own property makes an anonymous principal where nobody has signed in.
        if (context.Features.Get<IHttpAuthenticationFeature>()?.User is { } user)
        {
            Caller caller = Of(context, user, ExpiryOf(context));
            if (caller.IsAuthenticated) return caller;
        }

        return new Caller(null, sessions.Read(context)) { Request = context, ServicesOf = s_servicesOf };
    }
}
