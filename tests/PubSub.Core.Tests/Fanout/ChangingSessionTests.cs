using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>Sessions whose channels come and go while they run.</summary>
public sealed class ChangingSessionTests : IAsyncLifetime
{
    private readonly HubHarness _harness = new(options => options.Fanout.IdleChannelLifetime = TimeSpan.Zero);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Add_WhilePublishing_GivesEveryLaterEventOnceAfterItsBytes()
    {
        ScriptedChangingSession session = Begin();
        using var stop = new CancellationTokenSource();
        Task publishing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested) _harness.Broker.Publish(HubHarness.Orders);
        });

        for (int round = 0; round < 200; round++)
        {
            Subscription[] added = await OpenAsync(HubHarness.Orders);
            session.Add(ScriptedChangingSession.Bytes($"in {round} {added[0].Position.Offset}"), added);
            session.Remove(added, ScriptedChangingSession.Bytes($"out {round}"));
        }

        await stop.CancelAsync();
        await publishing;
        Subscription[] last = await OpenAsync(HubHarness.Orders);
        session.Add(ScriptedChangingSession.Bytes("in 200 " + last[0].Position.Offset), last);
        EventId final = _harness.Broker.Publish(HubHarness.Orders);
        await session.SeesLineAsync($"event {final.Offset}");

        ShouldBeWhole(session.Lines);
        session.SawTwoWriters.ShouldBeFalse();
    }

    [Fact]
    public async Task Remove_Channel_EndsItsEventsAndLetsGoOfIt()
    {
        ScriptedChangingSession session = Begin();
        Subscription[] orders = await OpenAsync(HubHarness.Orders);
        session.Add(ScriptedChangingSession.Bytes("in"), orders);
        _harness.Broker.Publish(HubHarness.Orders);
        await session.SeesLineAsync("event 1");

        session.Remove(orders, ScriptedChangingSession.Bytes("out"));
        await session.SeesLineAsync("out");
        _harness.Broker.Publish(HubHarness.Orders);
        session.Send(ScriptedChangingSession.Bytes("after"));
        await session.SeesLineAsync("after");

        session.Lines.ShouldBe(["in", "event 1", "out", "after"]);
        session.Subscriptions.ShouldBeEmpty();
        await _harness.PassTimeUntilAsync(() => _harness.Hub.ChannelCount == 0, "no channel");
    }

    [Fact]
    public async Task Add_AfterTheEnd_LetsGoOfTheChannel()
    {
        ScriptedChangingSession session = Begin();
        Subscription[] orders = await OpenAsync(HubHarness.Orders);
        session.Close(SessionEnd.Draining);
        await session.Completion.WaitAsync(Eventually.Limit);

        session.Add(ScriptedChangingSession.Bytes("in"), orders);

        session.Lines.ShouldBe(["end DRAINING"]);
        await _harness.PassTimeUntilAsync(() => _harness.Hub.ChannelCount == 0, "no channel");
    }

    [Fact]
    public async Task End_WithChannels_LetsGoOfThemAndOfTheSession()
    {
        ScriptedChangingSession session = Begin();
        session.Add(default, await OpenAsync(HubHarness.Orders));
        session.Stall();
        session.Send(ScriptedChangingSession.Bytes("stalls"));
        session.Add(default, await OpenAsync(HubHarness.Chat));
        session.Close(SessionEnd.PeerGone);

        session.Resume();

        await session.Completion.WaitAsync(Eventually.Limit);
        _harness.Hub.SessionCount.ShouldBe(0);
        await _harness.PassTimeUntilAsync(() => _harness.Hub.ChannelCount == 0, "no channel");
    }

    [Fact]
    public async Task Add_BytesThatCannotBeWritten_LetsGoOfTheChannel()
    {
        ScriptedChangingSession session = Begin(breaksAt: "in");

        session.Add(ScriptedChangingSession.Bytes("in"), await OpenAsync(HubHarness.Orders));

        await session.Completion.WaitAsync(Eventually.Limit);
        await _harness.PassTimeUntilAsync(() => _harness.Hub.ChannelCount == 0, "no channel");
    }

    [Fact]
    public async Task WhenRoom_PeerThatDoesNotRead_WaitsUntilItDoes()
    {
        ScriptedChangingSession session = Begin(mostPendingBytes: 100);
        session.Stall();
        session.Send(new byte[1]);
        session.Send(new byte[100]);
        session.WhenRoom().IsCompleted.ShouldBeTrue();

        session.Send(new byte[1]);
        Task room = session.WhenRoom();
        room.IsCompleted.ShouldBeFalse();
        session.Resume();

        await room.WaitAsync(Eventually.Limit);
    }

    [Fact]
    public async Task Send_MadeLater_IsNotMadeBeforeThePeerHasTakenWhatFillsABatch()
    {
        int made = 0;
        byte[] Make()
        {
            Interlocked.Increment(ref made);
            return new byte[100_000];
        }

        ScriptedChangingSession session = Begin();
        session.Stall();
        session.Send("waits"u8.ToArray());
        for (int i = 0; i < 50; i++) session.Send(Make, size: 1);

        // What waits for its flush goes, and the next batch stalls again.
        session.Resume(andStall: true);
        await Eventually.HoldsAsync(() => Volatile.Read(ref made) > 0);
        Volatile.Read(ref made).ShouldBe(1);

        session.Resume();
        await Eventually.HoldsAsync(() => Volatile.Read(ref made) == 50);
    }

    [Fact]
    public async Task Gaps_ThatFillABatch_AreToldOneAfterThePeerHasTakenTheOther()
    {
        ScriptedChangingSession session = Begin();
        session.GapBytes = 100_000;
        Subscription[] both = [.. await OpenAsync(HubHarness.Orders), .. await OpenAsync(HubHarness.Chat)];
        foreach (Subscription each in both) each.PendingGap = GapReason.TooSlow;
        session.Stall();

        session.Add(default, both);
        session.Lines.Length.ShouldBe(1);
        session.Resume();

        await Eventually.HoldsAsync(() => session.Lines.Length == 2);
    }

    [Fact]
    public async Task Close_AnswersBeyondABatchWait_AllAreToldBeforeTheEnd()
    {
        ScriptedChangingSession session = Begin();
        session.Stall();
        session.Send("waits"u8.ToArray());
        for (int i = 0; i < 3; i++) session.Send(new byte[100_000]);
        session.Send(ScriptedChangingSession.Bytes("error"));
        session.Close(SessionEnd.TooSlow);

        session.Resume();

        await session.Completion.WaitAsync(Eventually.Limit);
        session.Lines[^2..].ShouldBe(["error", $"end {SessionEnd.TooSlow.Code}"]);
    }

    [Fact]
    public async Task WhenRoom_SessionThatEnds_Completes()
    {
        ScriptedChangingSession session = Begin(mostPendingBytes: 1);
        session.Stall();
        session.Send(new byte[1]);
        session.Send(new byte[2]);
        Task room = session.WhenRoom();

        session.Close(SessionEnd.PeerGone);
        session.Resume();

        await room.WaitAsync(Eventually.Limit);
    }

    [Fact]
    public async Task Events_OfManySessionsWithOneRenderer_AreRenderedOnce()
    {
        const int sessions = 50, events = 300;
        var renderer = new CountingRenderer();
        var all = new List<ScriptedChangingSession>();
        for (int i = 0; i < sessions; i++)
        {
            all.Add(Begin());
            all[i].Add(default, await OpenAsync(HubHarness.Orders, renderer));
        }

        _harness.Broker.Publish(HubHarness.Orders, events);

        await Eventually.HoldsAsync(() => all.TrueForAll(session => session.Lines.Length == events));
        all.ShouldAllBe(session => session.Lines.SequenceEqual(all[0].Lines));
        // Two threads may both make what an event looks like.
        renderer.Rendered.ShouldBeInRange(events, 2 * events);
    }

    [Fact]
    public async Task Events_ThatAreRendered_CountInTheNodesBudgetUntilTheWindowHasNoneOfThem()
    {
        const int Events = 100;
        RecordingSession stream = await _harness.AttachAsync();
        EventId[] ids = _harness.Broker.Publish(HubHarness.Orders, Events);
        await Eventually.HoldsAsync(() => stream.Events.Length == Events);
        long encoded = _harness.Hub.WindowBytes;
        ScriptedChangingSession session = Begin();

        session.Add(default, await OpenAsync(HubHarness.Orders, new CountingRenderer(), SubscribeFrom.After(ids[0])));
        await Eventually.HoldsAsync(() => session.Lines.Length == Events - 1);

        _harness.Hub.WindowBytes.ShouldBeGreaterThan(encoded + session.Lines.Sum(line => line.Length));
        session.Remove(session.Subscriptions, ReadOnlyMemory<byte>.Empty);
        await _harness.EndAsync(stream);
        await _harness.PassTimeUntilAsync(() => _harness.Hub.ChannelCount == 0, "no channel");
        _harness.Hub.WindowBytes.ShouldBe(0);
    }

    private ScriptedChangingSession Begin(int mostPendingBytes = 1_000_000, string? breaksAt = null)
    {
        var session = new ScriptedChangingSession(_harness.Clock, mostPendingBytes) { BreaksAt = breaksAt };
        _harness.Hub.Reserve();
        _harness.Hub.Add(session);
        return session;
    }

    private ValueTask<Subscription[]> OpenAsync(ChannelName channel, EventRenderer? renderer = null, SubscribeFrom from = default) =>
        _harness.Hub.OpenAsync([HubHarness.Request(channel, from) with { Renderer = renderer }], CancellationToken.None);

    // After 'in n o', events begin with o + 1 and have no holes, up to 'out n'.
    private static void ShouldBeWhole(string[] lines)
    {
        long next = -1;
        foreach (string[] words in lines.Select(line => line.Split(' ')))
        {
            switch (words[0])
            {
                case "in":
                    next = long.Parse(words[2]) + 1;
                    break;
                case "out":
                    next = -1;
                    break;
                default:
                    words[0].ShouldBe("event");
                    next.ShouldBe(long.Parse(words[1]));
                    next++;
                    break;
            }
        }
    }

    private sealed class CountingRenderer : EventRenderer
    {
        private int _rendered;

        public int Rendered => Volatile.Read(ref _rendered);

        public override RenderedEvent Render(ChannelName channel, ReadOnlySpan<byte> envelope)
        {
            Interlocked.Increment(ref _rendered);
            return new RenderedEvent(envelope.ToArray(), sender: null);
        }
    }
}
