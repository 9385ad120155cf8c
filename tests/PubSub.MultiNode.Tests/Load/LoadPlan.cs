namespace PubSub.MultiNode.Tests.Load;

/// <summary>How much is published, and who listens.</summary>
internal sealed record LoadPlan
{
    public int Channels { get; init; } = 30;

    /// <summary>In all, from all nodes.</summary>
    public int Events { get; init; } = 20_000;

    /// <summary>Spread over the nodes.</summary>
    public int Publishers { get; init; } = 25;

    /// <summary>Spread over the nodes, three channels each.</summary>
    public int Subscribers { get; init; } = 100;

    /// <summary>Whether publishes may fail and streams end, because the broker is away.</summary>
    public bool HasFaults { get; init; }

    /// <summary>Whether each event has a client event id, under which it is tried until it is acknowledged.</summary>
    public bool UnderKey { get; init; }
}
