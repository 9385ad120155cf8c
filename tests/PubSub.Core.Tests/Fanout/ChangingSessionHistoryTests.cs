using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>Sessions whose channels come and go, and resume from the past.</summary>
public sealed class ChangingSessionHistoryTests : IAsyncLifetime
{
    private const int Channels = 32;
    private const int EventsOfAChannel = 64;
    private const int EventBytes = 16 * 1024;

    private readonly HubHarness _harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Open_ManyChannelsFromThePastForWhoDoesNotRead_HoldsNoPages()
    {
        PagesAlive pages = Remember();
        ScriptedChangingSession session = Begin();
        session.Stall();
        session.Send(ScriptedChangingSession.Bytes("stalls"));

        await AddFromTheirBeginningAsync(session);

        // Half of one page: for each channel there was a page of 1 MiB to be had.
        pages.Bytes().ShouldBeLessThan(512 * 1024);
    }

    [Fact]
    public async Task Open_ManyChannelsFromThePast_SharesWhatOneSessionMayHold()
    {
        ScriptedChangingSession session = Begin();
        session.Stall();
        session.Send(ScriptedChangingSession.Bytes("stalls"));
        await AddFromTheirBeginningAsync(session);
        _harness.Broker.ReadOptions.Clear();

        session.Resume();
        await Eventually.HoldsAsync(() => session.Lines.Count(line => line == $"event {EventsOfAChannel}") == Channels, "all events of all channels");

        session.Lines.Length.ShouldBe(1 + Channels + (Channels * (EventsOfAChannel - 1)));
        _harness.Broker.ReadOptions.ShouldAllBe(read => read.MaxBytes <= HubChannel.PageBytes / Channels);
    }

    [Fact]
    public async Task Open_FromWhatIsTrimmedBeforeTheSessionGetsToIt_TellsTheGap()
    {
        _harness.Broker.Lose(HubHarness.Orders);
        EventId first = _harness.Broker[HubHarness.Orders].Top;
        for (int i = 0; i < 9; i++) _harness.Broker.Lose(HubHarness.Orders);
        ScriptedChangingSession session = Begin();
        Subscription[] orders = await OpenAsync(HubHarness.Orders, first);
        orders[0].Resumed.ShouldBe(Resumed.Complete);
        _harness.Broker[HubHarness.Orders].TrimTo(3);

        session.Add(ScriptedChangingSession.Bytes("in"), orders);

        await session.SeesLineAsync("gap trimmed");
        session.Lines.ShouldBe(["in", "gap trimmed"]);
    }

    private static ChannelName Ledger(int number) => ChannelName.Parse($"ledger:{number}");

    private async Task AddFromTheirBeginningAsync(ScriptedChangingSession session)
    {
        for (int i = 0; i < Channels; i++)
        {
            EventId first = _harness.Broker[Ledger(i)].Append(EventBytes).Id;
            for (int n = 1; n < EventsOfAChannel; n++) _harness.Broker[Ledger(i)].Append(EventBytes);
            session.Add(ScriptedChangingSession.Bytes("in"), await OpenAsync(Ledger(i), first));
        }
    }

    private ScriptedChangingSession Begin()
    {
        var session = new ScriptedChangingSession(_harness.Clock, mostPendingBytes: 1_000_000);
        _harness.Hub.Reserve();
        _harness.Hub.Add(session);
        return session;
    }

    private ValueTask<Subscription[]> OpenAsync(ChannelName channel, EventId after) =>
        _harness.Hub.OpenAsync([HubHarness.Request(channel, SubscribeFrom.After(after))], CancellationToken.None);

    // Pages are answered with bodies of their own, as those of a broker are.
    private PagesAlive Remember()
    {
        var alive = new PagesAlive();
        _harness.Broker.Answers = (_, page) => alive.Copy(page);
        return alive;
    }

    /// <summary>The bodies of pages that were answered and that something still holds.</summary>
    private sealed class PagesAlive
    {
        private readonly List<(WeakReference Body, int Bytes)> _bodies = [];

        [MethodImpl(MethodImplOptions.NoInlining)]
        public HistoryPage Copy(HistoryPage page)
        {
            ChannelEvent[] copies = [.. page.Events.Select(each => new ChannelEvent(each.Id, TestBody.Numbered(Ledger(0), each.Id.Offset, EventBytes)))];
            foreach (ChannelEvent copy in copies)
            {
                MemoryMarshal.TryGetArray(copy.Body.Json, out ArraySegment<byte> bytes).ShouldBeTrue();
                _bodies.Add((new WeakReference(bytes.Array), bytes.Count));
            }

            return page with { Events = copies };
        }

        public int Bytes()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            return _bodies.Where(each => each.Body.IsAlive).Sum(each => each.Bytes);
        }
    }
}
