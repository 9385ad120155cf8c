using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.Requests;

/// <summary>Tells who makes a request, by whatever authentication scheme the host uses.</summary>
internal sealed class CallerReader(AnonymousSession sessions)
{
    /// <summary>The request's user; an anonymous one with the session that its cookie names, if it has one.</summary>
    public Caller Read(HttpContext context)
    {
        // Asked of the feature: the context's own property makes an anonymous principal where nobody has signed in.
        if (context.Features.Get<IHttpAuthenticationFeature>()?.User is { } user)
        {
            var caller = new Caller(user);
            if (caller.IsAuthenticated) return caller;
        }

        return sessions.Read(context) is { } session ? Caller.Anonymous with { SessionId = session } : Caller.Anonymous;
    }
}
