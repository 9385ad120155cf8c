using System.Text.Json;

namespace PubSub.MultiNode.Tests.Load;

/// <summary>Reads a channel's whole history from a node.</summary>
internal static class LedgerHistory
{
    public static async Task<LedgerEvent[]> ReadAsync(HttpClient node, string channel, CancellationToken cancellationToken)
    {
        var events = new List<LedgerEvent>();
        string since = "";
        while (true)
        {
            await using Stream body = await node.GetStreamAsync($"/events/history?channel={Uri.EscapeDataString(channel)}&limit=1000{since}", cancellationToken);
            using JsonDocument page = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            page.RootElement.GetProperty("complete").GetBoolean().ShouldBeTrue($"the history of {channel} is complete");
            events.AddRange(page.RootElement.GetProperty("events").EnumerateArray().Select(Read));
            if (page.RootElement.GetProperty("next").GetString() is not { } next) return [.. events];
            since = "&since=" + next;
        }
    }

    private static LedgerEvent Read(JsonElement envelope)
    {
        JsonElement payload = envelope.GetProperty("payload");
        return new LedgerEvent(envelope.GetProperty("id").GetString()!, payload.GetProperty("p").GetInt32(), payload.GetProperty("seq").GetInt32());
    }
}
