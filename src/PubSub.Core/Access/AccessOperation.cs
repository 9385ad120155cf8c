namespace PubSub.Core.Access;

/// <summary>What a caller wants to do on a channel.</summary>
public enum AccessOperation
{
    /// <summary>Send an event or a message.</summary>
    Publish,

    /// <summary>Read: streams, history, membership and the list of members.</summary>
    Subscribe,
}
