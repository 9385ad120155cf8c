using System.Globalization;

namespace PubSub.Core.Tests.Fanout;

/// <summary>What every subscriber was promised.</summary>
internal static class SessionAssertions
{
    /// <summary>So many events, each once and in order, and no gap.</summary>
    public static void ShouldBeComplete(this RecordingSession session, int events)
    {
        session.Gaps.ShouldBeEmpty();
        session.Ids.Select(id => id.Offset).ShouldBe(Enumerable.Range((int)session.Ids[0].Offset, events).Select(i => (long)i));
        session.SawTwoWriters.ShouldBeFalse();
    }

    /// <summary>Each event once and in order; where one is missing, a gap stands in its place.</summary>
    public static void ShouldBeCompleteOrTold(this RecordingSession session)
    {
        long last = 0;
        bool told = false;
        foreach (string line in session.Lines)
        {
            if (line.StartsWith("gap ", StringComparison.Ordinal)) told = true;
            if (!line.StartsWith("event ", StringComparison.Ordinal)) continue;
            long offset = long.Parse(line.AsSpan(6), CultureInfo.InvariantCulture);
            if (told) offset.ShouldBeGreaterThan(last);
            else offset.ShouldBe(last + 1);
            last = offset;
            told = false;
        }
    }
}
