using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Access;

namespace PubSub.Samples;

/// <summary>
/// Signs anybody in as anybody, in Development only: a server of your own has a real login in its place. PubSub goes by whatever ASP.NET Core's authentication says; here these are the
/// framework's own bearer tokens and cookies.
/// </summary>
internal static class DevLogin
{
    /// <summary>The claim that holds a team of the user.</summary>
    public const string TeamClaim = "team";

    private const string Scheme = "DevLogin";
    private const string TeamPrefix = "team-";
    private const string Expected = "The body is {\"user\":\"ada\",\"roles\":[…],\"teams\":[…],\"tenant\":\"acme\"}, all but the user as wanted.";
    private const int MaxLength = 100;
    private const int MaxEntries = 50;

    /// <summary>Bearer tokens where a request has one, else cookies.</summary>
    public static void AddDevLogin(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment()) return;
        builder.Services.AddAuthentication(Scheme)
            .AddPolicyScheme(Scheme, displayName: null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? BearerTokenDefaults.AuthenticationScheme : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddBearerToken()
            .AddCookie(options => options.Cookie.Name = "pubsub-dev-login");
    }

    /// <summary>Channels named <c>private-team-ID</c> and <c>presence-team-ID</c> are for the team's members, all others of that kind for whoever has signed in.</summary>
    public static void GuardTeams(PubSubOptions options)
    {
        options.Guard(TeamPrefix + "*", AccessRule.When(context =>
            // Decoded, and without private- or presence-.
            context.Parameters.TryGetValue("name", out string? name) && context.User.HasClaim(TeamClaim, name[TeamPrefix.Length..])));
        options.Guard("*", AccessRule.Authenticated);
    }

    /// <summary><c>POST /dev/login</c> with <c>{"user","roles"?,"teams"?,"tenant"?}</c>: answers an access token, and a cookie.</summary>
    public static void MapDevLogin(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment()) return;
        // As a handler whose answer is written, which a method of the context alone is not taken for.
        app.MapPost("/dev/login", (Delegate)LogInAsync);
    }

    private static async Task<IResult> LogInAsync(HttpContext context)
    {
        // Read here: what the framework answers to a body that it cannot bind has no code.
        if (!context.Request.HasJsonContentType()) return Refuse(StatusCodes.Status415UnsupportedMediaType, ErrorCode.UnsupportedMediaType, "The body is JSON, and its Content-Type says so.");
        Login? login;
        try
        {
            login = await context.Request.ReadFromJsonAsync<Login>(context.RequestAborted);
        }
        catch (JsonException)
        {
            return Refuse(StatusCodes.Status400BadRequest, ErrorCode.InvalidJson, Expected);
        }

        if (login is null) return Refuse(StatusCodes.Status400BadRequest, ErrorCode.InvalidRequest, Expected);
        if (Problem(login) is { } problem) return Refuse(StatusCodes.Status400BadRequest, ErrorCode.InvalidRequest, problem);
        var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, login.User!), new(ClaimTypes.Name, login.User!) };
        claims.AddRange((login.Roles ?? []).Select(role => new Claim(ClaimTypes.Role, role)));
        claims.AddRange((login.Teams ?? []).Select(team => new Claim(TeamClaim, team)));
        if (login.Tenant is not null) claims.Add(new Claim("tenant", login.Tenant));
        var user = new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme));
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, user);
        // Writes the answer.
        return Results.SignIn(user, authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
    }

    private static IResult Refuse(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, type: "about:blank", extensions: new Dictionary<string, object?> { ["code"] = code });

    private static string? Problem(Login login)
    {
        string?[] texts = [login.User, .. login.Roles ?? [], .. login.Teams ?? [], .. login.Tenant is null ? [] : new string?[] { login.Tenant }];
        return texts.Length > MaxEntries ? $"At most {MaxEntries} roles and teams."
            : texts.Any(static text => string.IsNullOrWhiteSpace(text) || text.Length > MaxLength) ? $"'user', roles, teams and the tenant have 1 to {MaxLength} characters."
            : null;
    }

    /// <summary>Who to be.</summary>
    private sealed record Login(string? User, string[]? Roles = null, string[]? Teams = null, string? Tenant = null);
}
