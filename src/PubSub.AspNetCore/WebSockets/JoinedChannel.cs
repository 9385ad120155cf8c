using PubSub.Core.Catalog;
using PubSub.Core.Channels;
using PubSub.Core.Fanout;
using PubSub.Core.Partitioning;
using PubSub.Core.Presence;
using PubSub.Core.Subscribing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>A channel that a connection is in. What it says may be read by any thread; positions by the owner of the session's write token, or before the session has the channel.</summary>
internal sealed class JoinedChannel
{
    private readonly int _parts;
    private volatile PresenceMember? _me;

    /// <param name="membership">Who is in which channel.</param>
    /// <param name="definition">The channel's declaration.</param>
    /// <param name="subscriptions">What the session reads for it: the channel, or each of its partitions, and its companion where it has members.</param>
    public JoinedChannel(ChannelMembership membership, ChannelDefinition definition, Subscription[] subscriptions)
    {
        (Membership, Definition, Subscriptions) = (membership, definition, subscriptions);
        _parts = definition.HasPresence ? subscriptions.Length - 1 : subscriptions.Length;
        foreach (Subscription subscription in subscriptions) subscription.Owner = this;
    }

    public ChannelMembership Membership { get; }

    public ChannelDefinition Definition { get; }

    public Subscription[] Subscriptions { get; }

    /// <summary>Whether events come as envelopes.</summary>
    public required bool HasEnvelopes { get; init; }

    /// <summary>Whether the client is told positions: it has asked for envelopes, or has resumed.</summary>
    public required bool TellsPositions { get; init; }

    /// <summary>Whether each event's message has the position after it: where it has no id, or that is a position of one partition only.</summary>
    public bool TellsPositionOfEach => TellsPositions && (!HasEnvelopes || _parts > 1);

    /// <summary>How the channel begins.</summary>
    public Resumed Resumed => ChannelPartition.ResumedOf(Parts);

    /// <summary>How long a position is, in bytes.</summary>
    public int PositionLength => StreamCursor.LengthOf(_parts);

    /// <summary>The member that the connection is one of, as the server has answered it last; null where the channel has no members.</summary>
    public PresenceMember? Me
    {
        get => _me;
        set => _me = value;
    }

    private ReadOnlySpan<Subscription> Parts => Subscriptions.AsSpan(0, _parts);

    /// <summary>Writes where the connection stands: what <c>lastEventId</c> takes.</summary>
    /// <param name="position">What is written to; <see cref="PositionLength"/> bytes of it.</param>
    public void WritePosition(Span<byte> position) => StreamCursor.Write(position, Parts);

    /// <summary>The connection's member, where it is among those who are there; else as it was known last.</summary>
    public PresenceMember? MeIn(PresenceState state, string memberId) => state.Members.FirstOrDefault(each => each.Id == memberId) ?? Me;
}
