namespace PubSub.Core.Fanout;

/// <summary>What clients are told of how a channel's stream begins.</summary>
internal static class ResumedName
{
    public static ReadOnlySpan<byte> Of(Resumed resumed) => resumed switch
    {
        Resumed.Complete => "complete"u8,
        Resumed.Gap => "gap"u8,
        _ => "live"u8,
    };
}
