using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>Stands for a scheme whose credentials end: whoever sends the header is ann for so many milliseconds.</summary>
internal static class ExpiringCredential
{
    public const string Header = "X-Expires-In-Ms";

    public static void Use(TestHostSettings settings) => settings.Pipeline.Add(app => app.Use((context, next) =>
    {
        if (!int.TryParse(context.Request.Headers[Header], out int milliseconds)) return next(context);
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ann")], "Test"));
        var properties = new AuthenticationProperties { ExpiresUtc = DateTimeOffset.UtcNow.AddMilliseconds(milliseconds) };
        context.User = user;
        context.Features.Set<IAuthenticateResultFeature>(new Result(AuthenticateResult.Success(new AuthenticationTicket(user, properties, "Test"))));
        return next(context);
    }));

    private sealed class Result(AuthenticateResult result) : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; } = result;
    }
}
