using System.Text;
using PubSub.EndToEnd.Tests.Readme;
using PubSub.TestSupport;

namespace PubSub.EndToEnd.Tests.TypeScript;

/// <summary>What the real server writes is of the generated types.</summary>
public sealed class ServerOutputTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pubsub-types-");
    private readonly HttpClient _client = new();
    private SampleProcess _server = null!;

    public async Task InitializeAsync() => _server = await SampleProcess.StartAsync();

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Answers_Streams_AndHistory_AreOfTheGeneratedTypes()
    {
        var server = new Uri("http://" + _server.Address);
        await using SseStream stream = await SseStream.OpenAsync(server, "/events?channel=orders&channel=chat:room-1");
        await stream.NextControlAsync("pubsub:ready");
        string ordered = await PostAsync("""{"name":"orders:created","payload":{"orderId":"T-1","total":12.50},"clientEventId":"t-1","meta":{"x-trace":{"a":[1]}}}""");
        string said = await PostAsync("""{"name":"chat:message","channel":"chat:room-1","payload":{"text":"hi","userId":"ada"}}""");
        string[] streamed = [await NextAsync(stream), await NextAsync(stream), await NextAsync(stream)];
        string history = await _client.GetStringAsync(new Uri(server, "/events/history?channel=orders"));

        (await TypeCheck.RunAsync(_folder.FullName, Source(ordered, said, streamed, history))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_WithAMemberOfAnotherType_IsNotOfTheGeneratedTypes()
    {
        string ordered = await PostAsync("""{"name":"orders:created","payload":{"orderId":"T-2","total":1}}""");
        string source = Source(ordered.Replace("\"total\":1", "\"total\":\"1\"", StringComparison.Ordinal), "null as never", ["null as never", "null as never", "null as never"], "null as never");

        (await TypeCheck.RunAsync(_folder.FullName, source)).ShouldContain("error TS2322");
    }

    private static string Source(string ordered, string said, string[] streamed, string history) =>
        $$"""
        import type * as Orders from "./orders";
        import type * as Collab from "./collab";

        interface Answer<Result, Envelope> { status: "ok" | "replayed"; result: Result; emittedEvents: Envelope[] }
        interface History<Envelope> { channel: string; events: Envelope[]; complete: boolean; next: string | null; cursor: string }

        export const ordered: Answer<Orders.Events["orders:created"]["result"], Orders.EventEnvelope> = {{ordered}};
        export const said: Answer<Collab.Events["chat:message"]["result"], Collab.EventEnvelope<"chat:message">> = {{said}};
        export const created: Orders.EventEnvelope<"orders:created"> = {{streamed[0]}};
        export const ingested: Orders.EventEnvelope<"orders:ingested"> = {{streamed[1]}};
        export const message: Collab.EventEnvelope<"chat:message"> = {{streamed[2]}};
        export const history: History<Orders.EventEnvelope> = {{history}};
        """;

    private static async Task<string> NextAsync(SseStream stream) => (await stream.NextEventAsync()).Data!;

    private async Task<string> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _client.PostAsync(new Uri(new Uri("http://" + _server.Address), "/events"), content);
        string answer = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(answer);
        return answer;
    }
}
