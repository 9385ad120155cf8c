using PubSub.Contracts;
using PubSub.Kafka.Tests.Support;
using PubSub.TestSupport;

namespace PubSub.Kafka.Tests.Live;

/// <summary>A node that reads more slowly than retention removes.</summary>
public class OvertakenReaderTests : KafkaTest
{
    [SkippableFact]
    public async Task Receive_RetentionTookWhatWasNotRead_IsToldAndThenLive()
    {
        // More than a reader fetches ahead.
        const int Count = 40;
        string large = $"\"{new string('x', 900_000)}\"";
        KafkaNode slow = await StartNodeAsync(), other = await StartNodeAsync();
        await slow.SubscribeAsync(Orders);
        using var goOn = new ManualResetEventSlim();
        slow.Sink.OnReceived = _ => goOn.Wait(Eventually.Limit);
        EventId[] ids = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => other.PublishAsync(Orders, large)));
        await DeleteBeforeAsync(Count - 1);
        goOn.Set();

        await Eventually.HoldsAsync(() => slow.Sink.LossesOn(Orders) > 0);
        slow.Logs.Entries.ShouldContain(entry => entry.Id.Id == 5213);
        EventId next = await other.PublishAsync(Orders);
        await Eventually.HoldsAsync(() => slow.Sink.IdsOn(Orders).Contains(next));
        slow.Sink.IdsOn(Orders).Length.ShouldBeLessThan(Count);
        (await slow.ReadAsync(Orders, ids.Min())).Truncated.ShouldBeTrue();
    }
}
