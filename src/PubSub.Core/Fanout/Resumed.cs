namespace PubSub.Core.Fanout;

/// <summary>How a channel's stream begins, as <c>pubsub:ready</c> says it; the worse the higher, because of a channel's partitions the worst is told.</summary>
internal enum Resumed : byte
{
    /// <summary>With the next event.</summary>
    Live,

    /// <summary>With every event after the cursor.</summary>
    Complete,

    /// <summary>With the next event, and events after the cursor are missing.</summary>
    Gap,
}
