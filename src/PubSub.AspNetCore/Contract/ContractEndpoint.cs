using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using PubSub.Core.Catalog;
using PubSub.Core.Catalog.Manifest;

namespace PubSub.AspNetCore.Contract;

/// <summary>
/// <c>GET /events/contract</c>: the manifest of the catalogue, the same bytes as long as the host lives. The entity tag is a hash of them, so that
/// it is the same on every node that serves the same contracts.
/// </summary>
internal sealed class ContractEndpoint
{
    private readonly byte[] _manifest;
    private readonly EntityTagHeaderValue _tag;

    public ContractEndpoint(EventCatalog catalog)
    {
        _manifest = ContractManifest.Write(catalog);
        _tag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(SHA256.HashData(_manifest).AsSpan(0, 16))}\"");
    }

    public async Task InvokeAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        ResponseHeaders headers = response.GetTypedHeaders();
        headers.ETag = _tag;
        // May be kept, and is asked for again before it is used: a deployment changes it.
        headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        if (IsKnown(context.Request.GetTypedHeaders()))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = _manifest.Length;
        await response.BodyWriter.WriteAsync(_manifest, context.RequestAborted);
    }

    private bool IsKnown(RequestHeaders request)
    {
        foreach (EntityTagHeaderValue candidate in request.IfNoneMatch)
        {
            if (candidate.Equals(EntityTagHeaderValue.Any) || candidate.Compare(_tag, useStrongComparison: false)) return true;
        }

        return false;
    }
}
