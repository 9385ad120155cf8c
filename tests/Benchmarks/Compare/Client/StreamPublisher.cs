using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace PubSub.Benchmarks.Compare.Client;

/// <summary>One connection that publishes, and waits for each answer before it sends again.</summary>
internal sealed class StreamPublisher(HttpClient client, ClientOptions options, int index, LatencyHistogram answered)
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private readonly long[] _sequences = new long[options.Channels];

    public long Published { get; private set; }

    public long Errors { get; private set; }

    public long LastOn(int channel) => _sequences[channel];

    /// <summary>Publishes until it is told to stop; an event that was begun is finished.</summary>
    public async Task RunAsync(Version version, CancellationToken stop)
    {
        long started = Stopwatch.GetTimestamp();
        for (long i = 0; !stop.IsCancellationRequested; i++)
        {
            if (options.Rate > 0)
            {
                TimeSpan due = TimeSpan.FromSeconds(((i * options.Publishers) + index) / (double)options.Rate) - Stopwatch.GetElapsedTime(started);
                if (due > TimeSpan.Zero) await Task.Delay(due, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (stop.IsCancellationRequested) return;
            }

            int channel = (int)((i + index) % options.Channels);
            long sequence = ++_sequences[channel], sent = Stopwatch.GetTimestamp();
            string head = FormattableString.Invariant($"{{\"seq\":{sequence},\"p\":{index},\"t\":{sent},\"pad\":\"");
            string payload = head + new string('x', Math.Max(0, options.Payload - head.Length - 2)) + "\"}";
            var content = new ByteArrayContent(Encoding.ASCII.GetBytes($"{{\"name\":\"{options.EventName}\",\"channel\":\"{options.ChannelPrefix}c{channel}\",\"payload\":{payload}}}"));
            content.Headers.ContentType = s_json;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/events") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
            using HttpResponseMessage response = await client.SendAsync(request, CancellationToken.None);
            if (!response.IsSuccessStatusCode) Errors++;
            answered.Record(Stopwatch.GetTimestamp() - sent);
            Published++;
        }
    }
}
