using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Hosting;

/// <summary>
/// Whoever sends the header <c>X-User</c> is that user; <c>X-Claim: type=value</c>, more than once, adds claims, and <c>X-Expires</c> is the number of seconds that the
/// credential is good for.
/// </summary>
internal sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Header = "X-User";
    public const string ClaimHeader = "X-Claim";
    public const string ExpiresHeader = "X-Expires";

    public static void Use(TestHostSettings settings)
    {
        settings.Services.Add(services => services.AddAuthentication("Header").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("Header", null));
        settings.Pipeline.Add(app => app.UseAuthentication());
        settings.PubSub.Add(options => options.AllowAnonymous = false);
        settings.PubSub.Add(options => options.AllowAnonymousIdempotency = false);
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? user = Request.Headers[Header];
        if (user is null) return Task.FromResult(AuthenticateResult.NoResult());
        IEnumerable<Claim> claims = Request.Headers[ClaimHeader].OfType<string>().SelectMany(c => c.Split(", ")).Select(c => c.Split('=', 2)).Select(c => new Claim(c[0], c[1]));
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user), .. claims], Scheme.Name);
        var properties = new AuthenticationProperties();
        if (Request.Headers[ExpiresHeader].ToString() is { Length: > 0 } seconds)
            properties.ExpiresUtc = TimeProvider.GetUtcNow() + TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name)));
    }
}
