using System.Net;
using System.Text;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Streams;

/// <summary>A subscriber of one channel on each node, and a publisher that goes from node to node.</summary>
internal sealed class NodeStreams : IAsyncDisposable
{
    private readonly IReadOnlyList<NodeProcess> _nodes;
    private readonly string _channel;
    private readonly List<SseStream> _streams = [];
    private int _published;

    private NodeStreams(IReadOnlyList<NodeProcess> nodes, string channel)
    {
        _nodes = nodes;
        _channel = channel;
    }

    /// <param name="nodes">The nodes.</param>
    /// <param name="channel">A <c>ledger:</c> or a <c>probe:</c> channel.</param>
    public static async Task<NodeStreams> OpenAsync(IReadOnlyList<NodeProcess> nodes, string channel)
    {
        var streams = new NodeStreams(nodes, channel);
        foreach (NodeProcess node in nodes)
        {
            SseStream stream = await SseStream.OpenAsync(node.BaseAddress, $"/events?channel={Uri.EscapeDataString(channel)}");
            streams._streams.Add(stream);
            await stream.NextControlAsync("pubsub:ready");
        }

        return streams;
    }

    /// <summary>Publishes an event, as often as it takes while the broker is away, and answers the number that its payload carries.</summary>
    public async Task<int> PublishAsync()
    {
        int number = ++_published;
        NodeProcess node = _nodes[number % _nodes.Count];
        string name = _channel.StartsWith("ledger:", StringComparison.Ordinal) ? "ledger:entry" : "probe:ping";
        await Eventually.HoldsAsync(async () =>
        {
            using var content = new StringContent(
                $$$"""{"name":"{{{name}}}","channel":"{{{_channel}}}","payload":{"seq":{{{number}}},"p":0,"t":0,"pad":""}}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await node.Client.PostAsync("/events", content);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable) return response.StatusCode == HttpStatusCode.OK;
            throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        });
        return number;
    }

    /// <summary>Publishes an event, and returns when every subscriber has it; of what comes before it, only events are allowed.</summary>
    public async Task PublishAndHearAsync()
    {
        int number = await PublishAsync();
        foreach (SseStream stream in _streams)
        {
            SseFrame frame;
            do
            {
                frame = await stream.NextEventAsync();
            }
            while (frame.Json.GetProperty("payload").GetProperty("seq").GetInt32() < number);
            frame.Json.GetProperty("payload").GetProperty("seq").GetInt32().ShouldBe(number);
        }
    }

    /// <summary>
    /// Returns when every subscriber has been told of a gap, and answers the reasons. One whose stream ends because history cannot be read at that moment comes back, as it is asked to.
    /// </summary>
    public async Task<IReadOnlyList<string>> HearGapAsync()
    {
        var reasons = new List<string>();
        for (int i = 0; i < _streams.Count; i++)
        {
            SseFrame frame = await _streams[i].NextDataAsync();
            while (frame.IsEvent || frame.Event is "pubsub:close" or "pubsub:ready")
            {
                if (frame.Event == "pubsub:close") await ComeBackAsync(i, frame);
                frame = await _streams[i].NextDataAsync();
            }

            frame.Event.ShouldBe("pubsub:gap");
            frame.Id.ShouldNotBeNull();
            reasons.Add(frame.Json.GetProperty("reason").GetString()!);
        }

        return reasons;
    }

    private async Task ComeBackAsync(int index, SseFrame close)
    {
        close.Json.GetProperty("code").GetString().ShouldBe("BROKER_UNAVAILABLE");
        close.Json.GetProperty("reconnect").GetBoolean().ShouldBeTrue();
        string? last = _streams[index].LastEventId;
        await _streams[index].DisposeAsync();
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                _streams[index] = await SseStream.OpenAsync(_nodes[index].BaseAddress, $"/events?channel={Uri.EscapeDataString(_channel)}", last);
                return true;
            }
            catch (StreamRefusedException refused) when (refused.Status == HttpStatusCode.ServiceUnavailable)
            {
                return false;
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SseStream stream in _streams) await stream.DisposeAsync();
    }
}
