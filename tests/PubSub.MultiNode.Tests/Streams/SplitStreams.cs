using System.Net;
using System.Text;
using System.Text.Json;
using PubSub.MultiNode.Tests.Nodes;
using PubSub.TestSupport;

namespace PubSub.MultiNode.Tests.Streams;

/// <summary>The channel <c>split</c>, whose events are in order for each key, and whose cursor has a position in each of its four partitions.</summary>
internal static class SplitStreams
{
    // One for each partition.
    public static IReadOnlyList<string> Keys { get; } = ["a", "b", "c", "d"];

    /// <summary>The cursor of a subscriber that begins now.</summary>
    public static async Task<string> BeginAsync(NodeProcess node)
    {
        await using SseStream stream = await OpenAsync(node);
        return (await stream.NextControlAsync("pubsub:ready")).Id!;
    }

    /// <summary>Publishes an event of each key with each of the numbers, each time on another of the nodes.</summary>
    public static async Task SayAsync(IReadOnlyList<NodeProcess> nodes, IEnumerable<int> numbers)
    {
        foreach (int number in numbers)
        {
            foreach (string key in Keys)
            {
                using var content = new StringContent(
                    $$$"""{"name":"split:said","payload":{"key":"{{{key}}}","number":{{{number}}}},"meta":{"partitionKey":"{{{key}}}"}}""", Encoding.UTF8, "application/json");
                using HttpResponseMessage response = await nodes[(number + key[0]) % nodes.Count].Client.PostAsync("/events", content);
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }
    }

    /// <summary>What a subscriber that resumes is given: so many events, before which it is told that nothing is missing.</summary>
    public static async Task<List<SseFrame>> ResumeAsync(NodeProcess node, string cursor, int count)
    {
        await using SseStream stream = await OpenAsync(node, cursor);
        (await stream.NextControlAsync("pubsub:ready")).Data!.ShouldContain("\"complete\"");
        var frames = new List<SseFrame>(count);
        while (frames.Count < count) frames.Add(await stream.NextEventAsync());
        return frames;
    }

    /// <summary>The numbers of a key, in the order in which they came.</summary>
    public static IEnumerable<int> NumbersOf(this IEnumerable<SseFrame> frames, string key) =>
        frames.Select(frame => frame.Json.GetProperty("payload")).Where(said => KeyOf(said) == key).Select(said => said.GetProperty("number").GetInt32());

    private static string? KeyOf(JsonElement said) => said.GetProperty("key").GetString();

    private static Task<SseStream> OpenAsync(NodeProcess node, string? cursor = null) => SseStream.OpenAsync(node.BaseAddress, "/events?channel=split", cursor);
}
