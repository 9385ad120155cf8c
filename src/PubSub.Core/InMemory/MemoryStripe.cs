using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.InMemory;

/// <summary>
/// A share of the channels, under one lock: publishing to a channel is atomic with its history, its dedup keys and its delivery to the sink.
/// </summary>
/// <param name="start">When the stripe began, in Unix milliseconds.</param>
/// <param name="channelLimit">How many channels with history it keeps.</param>
/// <param name="dedupLimit">How many dedup keys it remembers.</param>
internal sealed class MemoryStripe(long start, int channelLimit, int dedupLimit)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<ulong, long> _forgotten = [];
    private long _start = start;

    public Lock Lock { get; } = new();

    public Dictionary<ChannelName, MemoryChannel> Channels { get; } = [];

    public DedupTable Dedup { get; } = new(dedupLimit);

    /// <summary>The last milliseconds given to an ephemeral event of this stripe.</summary>
    public long LastEphemeral { get; set; }

    /// <summary>The channel, made where there is none; where there are too many, the one that is quiet for longest is forgotten.</summary>
    public MemoryChannel ChannelOf(ChannelName name, ChannelRetention retention, long now)
    {
        if (Channels.TryGetValue(name, out MemoryChannel? found)) return found;
        if (Channels.Count >= channelLimit) Forget(Channels.MinBy(c => c.Value.Top.UnixMilliseconds).Key, now);
        return Channels[name] = new MemoryChannel(GenesisOf(name), retention);
    }

    /// <summary>
    /// The position of a channel that has had no event yet, from which a resume is complete. It costs nothing to keep, because it follows from the
    /// name and a secret; a channel that was forgotten begins its next life with another.
    /// </summary>
    public EventId GenesisOf(ChannelName name)
    {
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(name.Value), hash);
        if (!_forgotten.TryGetValue(BitConverter.ToUInt64(hash), out long since)) return new EventId(_start, Epoch.Of(hash[8..]), 0);
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name.Value} {since}")), hash);
        return new EventId(since, Epoch.Of(hash[8..]), 0);
    }

    /// <summary>Trims what is due, and forgets channels that have kept nothing and been quiet since an instant.</summary>
    public void Sweep(long quietSince, long now)
    {
        Dedup.Trim(now);
        foreach ((ChannelName name, MemoryChannel channel) in Channels)
        {
            channel.Trim(now);
            if (channel.IsIdleSince(quietSince)) Forget(name, now);
        }
    }

    private void Forget(ChannelName name, long now)
    {
        Channels.Remove(name);
        if (_forgotten.Count >= channelLimit)
        {
            // Too many to tell apart: all that have no event now begin anew, and those who wait on them are told so.
            _forgotten.Clear();
            RandomNumberGenerator.Fill(_key);
            _start = now;
        }

        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(name.Value), hash);
        // Never the same twice, so that two lives of a channel that ended within a millisecond have two beginnings.
        ulong which = BitConverter.ToUInt64(hash);
        _forgotten[which] = _forgotten.TryGetValue(which, out long before) ? Math.Max(now, before + 1) : now;
    }
}
