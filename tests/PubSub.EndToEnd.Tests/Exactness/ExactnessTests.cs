using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orders.Events;
using Orders.Events.Actions;
using PubSub.TestSupport;

namespace PubSub.EndToEnd.Tests.Exactness;

/// <summary>The promise: every event of a channel with history exactly once and in order, through cuts at any moment.</summary>
public sealed class ExactnessTests
{
    private const string Channel = "orders";
    private const int Publishers = 16;
    private const int Subscribers = 50;
    private const int Posts = 10_000;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    // A window that holds everything; one so small that most who come back, and many who are only a little slow, are fed from history.
    [Theory]
    [InlineData(100_000)]
    [InlineData(64)]
    public async Task Subscribers_CutAtRandom_SeeEveryEventOnceAndInOrder(int windowEvents)
    {
        await using TestHost host = await TestHost.StartAsync(typeof(OrdersChannel).Assembly, settings =>
        {
            settings.Services.Add(services => services.AddSingleton<IOrderStore>(new InMemoryOrderStore()));
            settings.LogLevel = LogLevel.Warning;
            settings.PubSub.Add(options => options.Fanout.WindowEvents = windowEvents);
        });
        using var limit = new CancellationTokenSource(s_limit);
        var last = new TaskCompletionSource<IReadOnlyDictionary<string, string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        CutSubscriber[] subscribers = [.. Enumerable.Range(0, Subscribers).Select(i => new CutSubscriber([host.BaseAddress], [Channel], new Random(i)))];
        Task[] runs = [.. subscribers.Select(s => Task.Run(() => s.RunAsync(last.Task, limit.Token)))];
        await Task.WhenAll(subscribers.Select(s => s.HasPosition.Task)).WaitAsync(limit.Token);

        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(p => Task.Run(() => PublishAsync(host, p, limit.Token))));
        string[] expected = await HistoryAsync(host, limit.Token);
        last.SetResult(new Dictionary<string, string> { [Channel] = expected[^1] });
        await WhenAllDoneAsync(runs, subscribers, expected);

        expected.Length.ShouldBe(2 * Posts);
        expected.Distinct().Count().ShouldBe(expected.Length);
        expected.ShouldBe(expected.Order(StringComparer.Ordinal));
        foreach (CutSubscriber subscriber in subscribers)
        {
            subscriber.Gaps.ShouldBeEmpty();
            FirstDifference(subscriber.Ids[Channel], expected).ShouldBe(-1);
        }

        subscribers.Sum(s => s.Cuts).ShouldBeGreaterThan(Subscribers);
        subscribers.Sum(s => s.CutsBeforeFirstEvent).ShouldBeGreaterThan(0);
    }

    private static async Task WhenAllDoneAsync(Task[] runs, CutSubscriber[] subscribers, string[] expected)
    {
        try
        {
            await Task.WhenAll(runs);
        }
        catch (OperationCanceledException)
        {
            string stuck = string.Join("; ", subscribers.Where((_, i) => !runs[i].IsCompletedSuccessfully).Select(s => $"{s.Events} of {expected.Length} events after {s.Cuts} cuts"));
            throw new TimeoutException($"Not all subscribers saw the last event within {s_limit}: {stuck}");
        }
    }

    private static async Task PublishAsync(TestHost host, int publisher, CancellationToken cancellationToken)
    {
        using HttpClient client = host.NewClient();
        for (int i = 0; i < Posts / Publishers; i++)
        {
            using var content = new StringContent(
                string.Create(CultureInfo.InvariantCulture, $$$"""{"name":"orders:created","payload":{"orderId":"{{{publisher}}}-{{{i}}}","total":{{{i}}}}}"""),
                Encoding.UTF8,
                "application/json");
            using HttpResponseMessage response = await client.PostAsync("/events", content, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
    }

    private static async Task<string[]> HistoryAsync(TestHost host, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        string since = "";
        while (true)
        {
            await using Stream body = await host.Client.GetStreamAsync("/events/history?channel=orders&limit=1000" + since, cancellationToken);
            using JsonDocument page = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            page.RootElement.GetProperty("complete").GetBoolean().ShouldBeTrue();
            ids.AddRange(page.RootElement.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("id").GetString()!));
            if (page.RootElement.GetProperty("next").GetString() is not { } next) return [.. ids];
            since = "&since=" + next;
        }
    }

    // A whole comparison of 20,000 ids would be an unreadable message.
    private static int FirstDifference(IReadOnlyList<string> seen, IReadOnlyList<string> expected)
    {
        for (int i = 0; i < Math.Max(seen.Count, expected.Count); i++)
        {
            if (i >= seen.Count || i >= expected.Count || seen[i] != expected[i]) return i;
        }

        return -1;
    }
}
