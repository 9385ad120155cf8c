using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace PubSub.MultiNode.Tests.Load;

/// <summary>A client that publishes one event after the other through one node, each when the one before is settled.</summary>
internal sealed class LedgerPublisher(int number, HttpClient node, IReadOnlyList<string> channels, LoadPlan plan, ConcurrentQueue<Acknowledged> acknowledged)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Publishes of which nobody knows whether they took effect.</summary>
    public int Unknown { get; private set; }

    public async Task RunAsync(int count, CancellationToken cancellationToken)
    {
        for (int sequence = 1; sequence <= count; sequence++)
        {
            string channel = channels[(number + sequence) % channels.Count];
            string? id = await TryPublishAsync(channel, sequence, cancellationToken);
            for (; id is null && plan.UnderKey; id = await TryPublishAsync(channel, sequence, cancellationToken)) await PauseAsync(cancellationToken);
            if (id is not null)
            {
                acknowledged.Enqueue(new Acknowledged(channel, id, number, sequence));
                continue;
            }

            Unknown++;
            await PauseAsync(cancellationToken);
        }
    }

    private static async Task PauseAsync(CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(s_pause);
        await pause.WaitForNextTickAsync(cancellationToken);
    }

    private async Task<string?> TryPublishAsync(string channel, int sequence, CancellationToken cancellationToken)
    {
        string key = plan.UnderKey ? string.Create(CultureInfo.InvariantCulture, $$""","clientEventId":"{{number}}-{{sequence}}" """) : "";
        string body = string.Create(
            CultureInfo.InvariantCulture, $$$"""{"name":"ledger:entry","channel":"{{{channel}}}","payload":{"seq":{{{sequence}}},"p":{{{number}}},"t":0,"pad":""}{{{key}}}}""");
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await node.PostAsync("/events", content, cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            await using Stream answer = await response.Content.ReadAsStreamAsync(cancellationToken);
            using JsonDocument json = await JsonDocument.ParseAsync(answer, cancellationToken: cancellationToken);
            return json.RootElement.GetProperty("emittedEvents").EnumerateArray().Single().GetProperty("id").GetString();
        }

        string problem = await response.Content.ReadAsStringAsync(cancellationToken);
        bool isExpected = plan.HasFaults && response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict;
        return isExpected ? null : throw new InvalidOperationException($"{(int)response.StatusCode}: {problem}");
    }
}
