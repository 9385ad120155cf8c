using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PubSub.AspNetCore.Hosting;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.AspNetCore.Health;

/// <summary>
/// <c>GET /health</c>: 200 <c>healthy</c> where the broker and the stores answer, 503 <c>unhealthy</c> where one of them does not, and 503
/// <c>draining</c> from the moment that the host was asked to stop, so that a load balancer sends nothing more.
/// </summary>
internal sealed class HealthEndpoint(HealthProbe probe, DrainState drain)
{
    public async Task InvokeAsync(HttpContext context)
    {
        HostHealth health = await probe.CheckAsync(context.RequestAborted);
        string status = drain.IsDraining ? "draining" : health.IsHealthy ? "healthy" : "unhealthy";

        HttpResponse response = context.Response;
        response.StatusCode = status == "healthy" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        byte[] body = Serialize(status, health);
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private byte[] Serialize(string status, HostHealth health)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ContractJson.Strict.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("status"u8, status);
            json.WriteStartObject("adapter"u8);
            json.WriteString("name"u8, probe.AdapterName);
            WriteAnswer(json, health.Adapter);
            if (health.Store is { } store)
            {
                json.WriteStartObject("idempotency"u8);
                WriteAnswer(json, store);
            }

            if (health.Presence is { } presence)
            {
                json.WriteStartObject("presence"u8);
                WriteAnswer(json, presence);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    // Ends the object that was begun.
    private static void WriteAnswer(Utf8JsonWriter json, AdapterHealth answer)
    {
        json.WriteBoolean("healthy"u8, answer.IsHealthy);
        if (answer.Detail is { } detail) json.WriteString("detail"u8, detail);
        json.WriteEndObject();
    }
}
