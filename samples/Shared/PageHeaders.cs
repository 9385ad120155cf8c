using Microsoft.AspNetCore.StaticFiles;

namespace PubSub.Samples;

/// <summary>Headers of the page: it loads nothing from elsewhere, runs no inline script, and is shown in nobody's frame.</summary>
internal static class PageHeaders
{
    public static void Add(StaticFileResponseContext file)
    {
        IHeaderDictionary headers = file.Context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // Ask again each time, and get 304: a page of yesterday must not speak to the server of today.
        headers.CacheControl = "no-cache";
    }
}
