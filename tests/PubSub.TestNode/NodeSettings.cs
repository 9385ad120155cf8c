using System.Globalization;
using PubSub.TestNode.Faults;

namespace PubSub.TestNode;

/// <summary>What a node was told on its command line.</summary>
/// <param name="Name">What its events say of their source, such as <c>a</c>.</param>
/// <param name="Broker"><c>memory</c>, <c>redis</c> or <c>kafka</c>.</param>
/// <param name="Address">The broker's, in the form that the adapter takes.</param>
/// <param name="Prefix">What keeps one test's keys or topics apart from another's.</param>
/// <param name="Idempotency">The address of a Redis that keeps claims, for a broker that has no store of its own; null where it has.</param>
/// <param name="ClockOffset">How far the node's clock is off.</param>
/// <param name="Lease">How long a claim holds; null for the default.</param>
/// <param name="Effects">The file that the effects of actions are written to; null for none.</param>
/// <param name="FaultAt">Where the node fails, once.</param>
/// <param name="Fault">How.</param>
internal sealed record NodeSettings(
    string Name,
    string Broker,
    string Address,
    string Prefix,
    string? Idempotency,
    TimeSpan ClockOffset,
    TimeSpan? Lease,
    string? Effects,
    FaultPoint FaultAt,
    FaultKind Fault)
{
    public static NodeSettings Read(IConfiguration configuration)
    {
        // "AfterEffect:Hang"
        string[] fault = (configuration["fault"] ?? $"{FaultPoint.None}:{FaultKind.Hang}").Split(':');
        return new NodeSettings(
            configuration["name"] ?? "node",
            configuration["broker"] ?? "memory",
            configuration["address"] ?? "",
            configuration["prefix"] ?? "",
            configuration["idempotency"],
            Time(configuration["clock-offset"]) ?? TimeSpan.Zero,
            Time(configuration["lease"]),
            configuration["effects"],
            Enum.Parse<FaultPoint>(fault[0]),
            Enum.Parse<FaultKind>(fault[1]));
    }

    private static TimeSpan? Time(string? value) => value is null ? null : TimeSpan.Parse(value, CultureInfo.InvariantCulture);
}
