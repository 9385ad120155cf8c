using PubSub.Core.Catalog;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>What channels are called to their clients.</summary>
internal static class ChannelTypes
{
    public const string Public = "public";
    public const string Private = "private";
    public const string Presence = "presence";

    /// <summary>The type of a channel. A declared one without a member list is public where its declaration says so.</summary>
    public static string Of(ChannelDefinition channel) => channel.HasPresence ? Presence : channel.Public ? Public : Private;
}
