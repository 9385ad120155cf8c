using PubSub.Contracts;
using PubSub.Core.Fanout;

namespace PubSub.Core.Tests.Fanout;

/// <summary>Logs that somebody orders, and logs that nobody does.</summary>
public abstract class ChannelLogTestBase
{
    protected static EventId Start { get; } = Id(0);

    private protected NodeBudget Budget { get; } = new(long.MaxValue);

    protected abstract bool IsOrdered { get; }

    protected static EventId Id(long offset) => new(offset, 7, offset);

    private protected static Core.Adapters.EventBody Body(long number) => TestBody.Numbered(HubHarness.Orders, number);

    protected static string Frame(long number)
    {
        var body = Body(number);
        byte[] frame = new byte[EncodedEvent.Length(body)];
        EncodedEvent.Write(frame, Id(number), body);
        return System.Text.Encoding.UTF8.GetString(frame);
    }

    private protected static string[] FramesOf(LogSlice slice) =>
        [.. Enumerable.Range(slice.First, slice.Count).Select(i => System.Text.Encoding.UTF8.GetString(slice.Segment.Frame(slice.Segment[i])))];

    private protected static long[] ReadAll(ChannelLog log, ref LogCursor cursor)
    {
        var offsets = new List<long>();
        while (log.Read(ref cursor, out LogSlice slice) == LogRead.Data)
        {
            for (int i = slice.First; i < slice.First + slice.Count; i++) offsets.Add(slice.Segment[i].Id.Offset);
            cursor.Seq += slice.Count;
        }

        return [.. offsets];
    }

    private protected ChannelLog Make(FanoutOptions? limits = null, NodeBudget? budget = null)
    {
        var log = new ChannelLog(limits ?? new FanoutOptions(), budget ?? Budget, IsOrdered);
        log.Reset(Start);
        return log;
    }
}
