using PubSub.Contracts;

namespace PubSub.Core.Tests.Fanout;

/// <summary>Counts the bytes of the whole process, so nothing else may run meanwhile.</summary>
[Collection(nameof(QuietChannelMemoryTests))]
[CollectionDefinition(nameof(QuietChannelMemoryTests), DisableParallelization = true)]
public sealed class QuietChannelMemoryTests
{
    [Fact]
    public async Task Attach_QuietChannels_CostLittleBesideTheirSession()
    {
        const int channels = 10_000;
        await using var harness = new HubHarness();
        await AttachManyAsync(harness, 100, "warm");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        RecordingSession[] onOne = await AttachManyAsync(harness, channels, null);
        long sessions = GC.GetTotalMemory(forceFullCollection: true) - before;
        RecordingSession[] onMany = await AttachManyAsync(harness, channels, "quiet");
        long both = GC.GetTotalMemory(forceFullCollection: true) - before;

        ((both - sessions - sessions) / channels).ShouldBeLessThan(600);
        GC.KeepAlive(onOne);
        GC.KeepAlive(onMany);
    }

    private static async Task<RecordingSession[]> AttachManyAsync(HubHarness harness, int count, string? rooms)
    {
        var sessions = new RecordingSession[count];
        for (int i = 0; i < count; i++)
            sessions[i] = await harness.AttachAsync(HubHarness.Request(ChannelName.Parse(rooms is null ? "chat:one" : $"chat:{rooms}-{i}")));
        return sessions;
    }
}
