using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Fanout;

/// <summary>Streams on channels where nothing happens: only keep-alives tell that a peer has vanished.</summary>
public sealed class QuietStreamTests
{
    [Fact]
    public async Task OnSweep_QuietStreamTakesNoKeepAlive_IsCut()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        await session.SeesLineAsync("ready");
        session.Stall();
        harness.Clock.Advance(harness.Options.Fanout.KeepAlive);
        session.IsFlushPending.ShouldBeTrue();
        harness.Clock.Advance(harness.Options.Fanout.StalledStreamTimeout + (harness.Options.Fanout.KeepAlive * 2));

        await session.Completion.WaitAsync(Eventually.Limit);
        session.Lines.ShouldBe(["ready", "keep-alive"]);
        session.IsAborted.ShouldBeTrue();
        session.End.ShouldBe(SessionEnd.TooSlow);
    }

    [Fact]
    public async Task OnSweep_ConnectionFailsUnderTheKeepAlive_EndsTheQuietStream()
    {
        await using var harness = new HubHarness();
        RecordingSession session = await harness.AttachAsync();
        await session.SeesLineAsync("ready");
        session.FailWith = new IOException("Connection timed out");
        harness.Clock.Advance(harness.Options.Fanout.KeepAlive);

        await session.Completion.WaitAsync(Eventually.Limit);
        session.End.ShouldBe(SessionEnd.PeerGone);
        harness.Hub.SessionCount.ShouldBe(0);
    }
}
