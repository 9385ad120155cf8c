using PubSub.Core.Channels;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>What channels are called to their clients.</summary>
internal static class ChannelTypes
{
    public static ReadOnlySpan<byte> NameOf(ChannelType type) => type switch
    {
        ChannelType.Public => "public"u8,
        ChannelType.Private => "private"u8,
        _ => "presence"u8,
    };
}
