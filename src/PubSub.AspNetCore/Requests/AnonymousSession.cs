using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace PubSub.AspNetCore.Requests;

/// <summary>
/// The cookie that scopes an anonymous caller's client event ids. It says nothing of who the caller is: 128 random bits, which nobody else can guess.
/// </summary>
internal sealed class AnonymousSession(IOptions<PubSubHttpOptions> options)
{
    private const int RandomBytes = 16;
    private const int TextLength = 22;

    /// <summary>The session that the request belongs to, or null. A value that this server cannot have issued counts as none.</summary>
    public string? Read(HttpContext context) =>
        context.Request.Headers.Cookie.Count > 0
        && context.Request.Cookies[options.Value.SessionCookie] is { Length: TextLength } value
        && Base64Url.IsValid(value) ? value : null;

    /// <summary>Begins a session with this answer. A script cannot read the cookie, and another site's request does not carry it.</summary>
    public void Issue(HttpContext context)
    {
        string value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        context.Response.Cookies.Append(options.Value.SessionCookie, value, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Path = "/",
            IsEssential = true,
        });
    }
}
