namespace PubSub.Core.Channels;

/// <summary>What a channel is to those who join it.</summary>
public enum ChannelType
{
    /// <summary>Open to anyone.</summary>
    Public,

    /// <summary>For whom its access rules let in.</summary>
    Private,

    /// <summary>The same, with a list of its members.</summary>
    Presence,
}
