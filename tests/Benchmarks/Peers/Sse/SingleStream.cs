using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using PubSub.Benchmarks.Peers;

namespace PubSub.Benchmarks.Sse;

/// <summary>The least that a minimal API can do for one subscriber: its queue, and a loop that writes what is in it. Safe to use from any thread.</summary>
internal sealed class SingleStream
{
    private static readonly byte[] s_ready = ": ready\n\n"u8.ToArray();
    private static readonly byte[] s_before = "event: e\ndata: "u8.ToArray();
    private static readonly byte[] s_after = "\n\n"u8.ToArray();
    private volatile Channel<BenchPayload>? _queue;

    /// <summary>Hands an event to the subscriber, if there is one.</summary>
    public void Publish(BenchPayload payload) => _queue?.Writer.TryWrite(payload);

    /// <summary>Makes this request the subscriber, and ends when it is aborted.</summary>
    public async Task RunAsync(HttpContext context)
    {
        Channel<BenchPayload> queue = Channel.CreateBounded<BenchPayload>(new BoundedChannelOptions(65_536) { SingleReader = true });
        context.Response.ContentType = "text/event-stream";
        var body = context.Response.BodyWriter;
        await body.WriteAsync(s_ready, context.RequestAborted);
        _queue = queue;

        var json = new Utf8JsonWriter(body);
        while (await queue.Reader.WaitToReadAsync(context.RequestAborted))
        {
            while (queue.Reader.TryRead(out BenchPayload? payload))
            {
                body.Write(s_before);
                json.Reset(body);
                JsonSerializer.Serialize(json, payload, BenchJson.Default.BenchPayload);
                body.Write(s_after);
            }

            await body.FlushAsync(context.RequestAborted);
        }
    }
}
