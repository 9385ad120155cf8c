using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Access;
using PubSub.Core.Catalog;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Core.Channels;

/// <inheritdoc cref="IChannels"/>
internal sealed class ChannelDirectory(
    EventCatalog catalog,
    AccessRules access,
    PresenceHub presence,
    FreeChannelPublisher publisher,
    IEnumerable<IChannelObserver> observers,
    PubSubOptions options,
    TimeProvider time,
    ILogger<ChannelDirectory> logger) : IChannels
{
    private readonly ObservedChannels[] _observers = [.. observers.Select(each => new ObservedChannels(each, options.PublishTimeout, time, logger))];
    private readonly ConcurrentDictionary<ChannelName, Entry> _channels = new();

    /// <summary>The type of a channel: one without a contract has it by its name, a declared one without a list of members by who may read that address.</summary>
    public ChannelType TypeOf(ChannelDefinition definition, ChannelName channel) =>
        definition.HasPresence ? ChannelType.Presence
        : definition.IsFree ? (definition.Kind == ChannelKind.Public ? ChannelType.Public : ChannelType.Private)
        : access.IsOpenToRead(definition, channel) ? ChannelType.Public : ChannelType.Private;

    /// <summary>Counts a connection that has joined, and tells observers. Does not fail.</summary>
    public ValueTask JoinedAsync(ChannelMembership membership)
    {
        _channels.AddOrUpdate(
            membership.Channel,
            static (_, made) => new Entry(made.Type, 1, made.Now),
            static (_, known, _) => known with { Connections = known.Connections + 1 },
            (membership.Type, Now: time.GetUtcNow()));
        return _observers.Length == 0 ? ValueTask.CompletedTask : TellAsync(membership, hasJoined: true);
    }

    /// <summary>Counts a connection that has left, and tells observers. Does not fail.</summary>
    public ValueTask LeftAsync(ChannelMembership membership)
    {
        while (_channels.TryGetValue(membership.Channel, out Entry? known))
        {
            bool isDone = known.Connections == 1
                ? _channels.TryRemove(KeyValuePair.Create(membership.Channel, known))
                : _channels.TryUpdate(membership.Channel, known with { Connections = known.Connections - 1 }, known);
            if (isDone) break;
        }

        return _observers.Length == 0 ? ValueTask.CompletedTask : TellAsync(membership, hasJoined: false);
    }

    public async ValueTask<ChannelInfo?> GetAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        Entry? known = _channels.GetValueOrDefault(channel);
        if (!catalog.TryGetChannel(channel, out ChannelDefinition? definition)) return null;
        if (!definition.HasPresence) return known is null ? null : InfoOf(channel, known);
        IReadOnlyList<PresenceMember> members = await GetMembersAsync(channel, cancellationToken);
        if (known is null && members.Count == 0) return null;
        // Where nobody of this node is in it, its first member tells since when it has been one.
        DateTimeOffset createdAt = known?.CreatedAt ?? members[0].JoinedAt;
        return new ChannelInfo(channel, ChannelType.Presence, members.Count, createdAt) { Members = members };
    }

    public IReadOnlyList<ChannelInfo> List(ChannelType? type, string? prefix) =>
    [
        .. _channels
            .Where(each => (type is null || each.Value.Type == type) && (prefix is null || each.Key.Value.StartsWith(prefix, StringComparison.Ordinal)))
            .OrderBy(static each => each.Key.Value, StringComparer.Ordinal)
            .Select(each => InfoOf(each.Key, each.Value)),
    ];

    public ValueTask<IReadOnlyList<PresenceMember>> GetMembersAsync(ChannelName channel, CancellationToken cancellationToken) =>
        presence.GetMembersAsync(channel, cancellationToken);

    public async ValueTask<EventId> BroadcastAsync(ChannelName channel, string eventName, object? data, CancellationToken cancellationToken)
    {
        if (!catalog.TryGetChannel(channel, out ChannelDefinition? definition))
            throw new PubSubException(ErrorCode.UnknownChannel, "No channel of the catalogue has this address.");
        if (!definition.IsFree)
            throw new PubSubException(ErrorCode.InvalidRequest, $"The channel '{definition.Name}' has a contract: publish its events with IEventPublisher.");
        byte[] json = ServerJson.Write(data);
        return (await publisher.PublishAsync(channel, definition, eventName, json, from: null, requestId: null, cancellationToken)).Id;
    }

    public ChannelStatistics GetStatistics()
    {
        IReadOnlyList<ChannelInfo> all = List(type: null, prefix: null);
        return new ChannelStatistics(
            all.Count, all.Sum(static each => each.MemberCount), Enum.GetValues<ChannelType>().ToDictionary(type => type, type => all.Count(each => each.Type == type)));
    }

    private ChannelInfo InfoOf(ChannelName channel, Entry known) =>
        new(channel, known.Type, known.Type == ChannelType.Presence ? presence.CountKnown(channel) ?? known.Connections : known.Connections, known.CreatedAt);

    private async ValueTask TellAsync(ChannelMembership membership, bool hasJoined)
    {
        foreach (ObservedChannels observer in _observers) await observer.TellAsync(membership, hasJoined);
    }

    /// <param name="Type">What the channel is to those who join it.</param>
    /// <param name="Connections">How many connections of this node are in it; one at least.</param>
    /// <param name="CreatedAt">Since when.</param>
    private sealed record Entry(ChannelType Type, int Connections, DateTimeOffset CreatedAt);
}
