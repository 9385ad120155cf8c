using Microsoft.AspNetCore.Http;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.Requests;

/// <summary>Tells who makes a request, by whatever authentication scheme the host uses.</summary>
internal sealed class CallerReader(AnonymousSession sessions)
{
    /// <summary>The request's user; an anonymous one with the session that its cookie names, if it has one.</summary>
    public Caller Read(HttpContext context)
    {
        var caller = new Caller(context.User);
        return caller.IsAuthenticated ? caller : caller with { SessionId = sessions.Read(context) };
    }
}
