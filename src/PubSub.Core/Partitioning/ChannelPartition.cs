using System.Text;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.Core.Partitioning;

/// <summary>
/// How a channel with partitions is carried: as that many channels of the broker, <c>orders~0</c> to <c>orders~7</c>. To an adapter, a window and a session's
/// subscription each is a channel like any other, with its own order, history and epoch; to clients there is the one channel.
/// </summary>
internal static class ChannelPartition
{
    /// <summary>The addresses that carry a channel, in the order of their entries in a cursor: the channel's own where it has no partitions.</summary>
    public static ChannelName[] AddressesOf(ChannelName channel, ChannelDefinition definition)
    {
        if (definition.Partitions == 1) return [channel];
        var addresses = new ChannelName[definition.Partitions];
        for (int i = 0; i < addresses.Length; i++) addresses[i] = channel.Partition(i);
        return addresses;
    }

    /// <summary>
    /// The address that carries an event. Events of one partition key share it. One without a key goes by all of its bytes, so that it is carried by the same
    /// address however often it is tried, and its dedup key is found there.
    /// </summary>
    public static ChannelName AddressFor(PendingEvent pending)
    {
        if (pending.Definition is not { Partitions: > 1 and int partitions }) return pending.Channel;
        string? key = KeyOf(pending.Body);
        return pending.Channel.Partition(IndexOf(key is null ? pending.Body.Json.Span : Encoding.UTF8.GetBytes(key), partitions));
    }

    /// <summary>The channel, as clients know it, that a session's subscription is one of.</summary>
    public static ChannelName ChannelOf(Subscription subscription) => subscription.Channel.Name.Whole;

    /// <summary>How a channel begins whose partitions a session's subscriptions are: as the worst of them.</summary>
    public static Resumed ResumedOf(ReadOnlySpan<Subscription> partitions)
    {
        Resumed worst = partitions[0].Resumed;
        foreach (Subscription partition in partitions[1..]) worst = partition.Resumed > worst ? partition.Resumed : worst;
        return worst;
    }

    /// <summary>
    /// Has the other partitions of a channel keep silent about gaps that they were about to tell, because one is being told for the channel. Their positions are
    /// past these gaps already.
    /// </summary>
    public static void TellOnce(Subscription told)
    {
        ChannelName channel = ChannelOf(told);
        if (channel == told.Channel.Name) return;
        foreach (Subscription other in told.Session.Subscriptions)
        {
            if (other.PendingGap is not null && !other.Channel.Name.IsCompanion && ChannelOf(other) == channel) other.PendingGap = null;
        }
    }

    /// <summary>
    /// FNV-1a (64 bits), its halves joined by exclusive or, modulo the number of partitions. Every node of every version must agree on where a key lives, so this
    /// never changes.
    /// </summary>
    internal static int IndexOf(ReadOnlySpan<byte> key, int partitions)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (byte b in key) hash = unchecked((hash ^ b) * 1_099_511_628_211);
        return (int)((uint)(hash ^ (hash >> 32)) % (uint)partitions);
    }

    // Of the bytes, because a stored outcome has nothing else.
    private static string? KeyOf(EventBody body)
    {
        ReadOnlySpan<byte> tail = body.Tail.Span;
        int start = tail.IndexOf((byte)'{');
        if (start < 0) return null;
        var meta = new Utf8JsonReader(tail[start..^1], EnvelopeJson.Reading);
        meta.Read();
        while (meta.Read() && meta.TokenType == JsonTokenType.PropertyName)
        {
            bool isKey = meta.ValueTextEquals("partitionKey"u8);
            meta.Read();
            if (isKey) return meta.TokenType == JsonTokenType.String ? meta.GetString() : null;
            meta.Skip();
        }

        return null;
    }
}
