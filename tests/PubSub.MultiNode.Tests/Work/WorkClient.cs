using System.Net;
using System.Text;
using System.Text.Json;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Work;

/// <summary>Asks nodes for work under one client event id, and reads what became of it.</summary>
internal sealed class WorkClient
{
    private readonly string _key = Guid.NewGuid().ToString("N");

    /// <summary>The file that the nodes write their effects to.</summary>
    public string Effects { get; } = Path.Combine(Path.GetTempPath(), $"pubsub-effects-{Guid.NewGuid():N}");

    /// <summary>The nodes on which the effect happened, in order.</summary>
    public IReadOnlyList<string> RanOn => File.Exists(Effects) ? [.. File.ReadAllLines(Effects).Select(line => line.Split(' ')[0])] : [];

    /// <summary>Sends the request, always the same one.</summary>
    public async Task<WorkOutcome> AskAsync(NodeProcess node)
    {
        using var content = new StringContent(
            $$$"""{"name":"work:asked","payload":{"key":"{{{_key}}}"},"clientEventId":"{{{_key}}}"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await node.Client.PostAsync("/events", content);
        JsonElement body = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        if (response.StatusCode != HttpStatusCode.OK) return new WorkOutcome(response.StatusCode, body.GetProperty("code").GetString()!, null, []);
        string[] events = [.. body.GetProperty("emittedEvents").EnumerateArray().Select(e => e.GetProperty("id").GetString()!)];
        return new WorkOutcome(response.StatusCode, body.GetProperty("status").GetString()!, body.GetProperty("result").GetProperty("node").GetString(), events);
    }

    /// <summary>Sends it until it is carried out.</summary>
    /// <returns>The outcome, and what the attempts before it were answered.</returns>
    public async Task<(WorkOutcome Outcome, IReadOnlyList<WorkOutcome> Refusals)> RetryAsync(NodeProcess node)
    {
        var refusals = new List<WorkOutcome>();
        WorkOutcome? outcome = null;
        await Eventually.HoldsAsync(async () =>
        {
            WorkOutcome answer = await AskAsync(node);
            if (answer.IsOk) outcome = answer;
            else refusals.Add(answer);
            return answer.IsOk;
        });
        return (outcome!, refusals);
    }

    /// <summary>What is on the channel: names and ids.</summary>
    public static async Task<IReadOnlyList<(string Name, string Id)>> PublishedAsync(NodeProcess node)
    {
        JsonElement page = JsonElement.Parse(await node.Client.GetStringAsync("/events/history?channel=work&limit=1000"));
        return [.. page.GetProperty("events").EnumerateArray().Select(e => (e.GetProperty("name").GetString()!, e.GetProperty("id").GetString()!))];
    }
}
