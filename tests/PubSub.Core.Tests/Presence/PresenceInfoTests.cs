using System.Globalization;
using PubSub.Core.Presence;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Presence;

public sealed class PresenceInfoTests
{
    [Fact]
    public async Task Of_VeryManyNames_TakesTimeInProportion()
    {
        // Compared each with each, they would take minutes.
        PresenceField[] fields = [.. Enumerable.Range(0, 400_000).Select(i => new PresenceField(string.Create(CultureInfo.InvariantCulture, $"name-{i:D8}"), "1"u8.ToArray()))];

        PresenceInfo info = await Task.Run(() => PresenceInfo.Of(fields)).WaitAsync(Eventually.Limit);

        info.Fields.Count.ShouldBe(fields.Length);
    }

    [Fact]
    public void Of_RepeatedName_KeepsTheLastValueInTheFirstPlace()
    {
        PresenceInfo info = PresenceInfo.Of([new("a", "1"u8.ToArray()), new("b", "2"u8.ToArray()), new("a", "3"u8.ToArray())]);

        info.Fields.Select(field => field.Name).ShouldBe(["a", "b"]);
        info["a"]!.Value.GetInt32().ShouldBe(3);
    }
}
