using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>All channels and events that a host knows. Immutable, made once at start-up.</summary>
public sealed class EventCatalog
{
    private readonly FrozenDictionary<string, EventDefinition> _byName;
    private readonly FrozenDictionary<(ChannelDefinition Channel, string Name), EventDefinition> _byChannelAndName;
    private readonly FrozenDictionary<Type, EventDefinition> _byType;
    private readonly FrozenDictionary<Type, ChannelDefinition> _channelByType;
    private readonly FrozenDictionary<string, ChannelDefinition> _fixedChannels;
    private readonly FrozenDictionary<string, ChannelDefinition[]> _named;
    private readonly ChannelDefinition[] _parametricChannels;

    internal EventCatalog(IEnumerable<ChannelDefinition> channels, IEnumerable<EventDefinition> events, IReadOnlyList<ChannelDefinition>? free = null)
    {
        Free = free ?? [];
        Channels = [.. channels.OrderBy(c => c.Name, StringComparer.Ordinal)];
        Events = [.. events.OrderBy(e => e.Name, StringComparer.Ordinal).ThenBy(e => e.Channel.Name, StringComparer.Ordinal)];
        _byName = Events.GroupBy(e => e.Name, StringComparer.Ordinal).Where(g => g.Count() == 1).ToFrozenDictionary(g => g.Key, g => g.Single(), StringComparer.Ordinal);
        _byChannelAndName = Events.ToFrozenDictionary(e => (e.Channel, e.Name));
        _byType = Events.GroupBy(e => e.PayloadType).Select(OneOf).OfType<EventDefinition>().ToFrozenDictionary(e => e.PayloadType);
        _channelByType = Channels.Where(c => c.ClrType is not null).ToFrozenDictionary(c => c.ClrType!);
        _fixedChannels = Channels.Where(c => !c.Template.IsParametric).ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);
        _named = Channels.Concat(Free).Where(c => c.Template.IsParametric && c.BaseName.Length > 0).ToLookup(c => c.BaseName, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        _parametricChannels = [.. Channels.Where(c => c.Template.IsParametric)];
    }

    /// <summary>The declared channels, sorted by name.</summary>
    public IReadOnlyList<ChannelDefinition> Channels { get; }

    /// <summary>The declared events, sorted by name.</summary>
    public IReadOnlyList<EventDefinition> Events { get; }

    /// <summary>The channels that need no contract, if the host has them.</summary>
    internal IReadOnlyList<ChannelDefinition> Free { get; }

    /// <summary>Reads the declarations of contract assemblies, actions included.</summary>
    /// <exception cref="ContractException">The declarations do not make a catalogue; every problem is listed.</exception>
    public static EventCatalog FromAssemblies(params IEnumerable<Assembly> assemblies) => ContractReader.Read(assemblies);

    /// <summary>Finds an event by a name that only one channel has.</summary>
    public bool TryGetEvent(string name, [NotNullWhen(true)] out EventDefinition? definition) => _byName.TryGetValue(name, out definition);

    /// <summary>Finds an event of a channel. On a channel without a contract every name that an event may have is one.</summary>
    public bool TryGetEvent(ChannelDefinition channel, string name, [NotNullWhen(true)] out EventDefinition? definition)
    {
        if (!channel.IsFree) return _byChannelAndName.TryGetValue((channel, name), out definition);
        definition = EventName.IsFree(name) ? FreeChannels.EventOf(channel, name) : null;
        return definition is not null;
    }

    /// <summary>As <see cref="TryGetEvent(ChannelDefinition, string, out EventDefinition?)"/>, for who needs it.</summary>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.UnknownEvent"/>, or <see cref="ErrorCode.InvalidRequest"/> for a name that no event of a channel without a contract may have.
    /// </exception>
    internal EventDefinition GetEvent(ChannelDefinition channel, string name)
    {
        if (TryGetEvent(channel, name, out EventDefinition? definition)) return definition;
        throw channel.IsFree
            ? EventName.Malformed()
            : new PubSubException(ErrorCode.UnknownEvent, $"The channel '{channel.Name}' has no event of this name; the contract's manifest lists them.");
    }

    /// <summary>Finds an event by its record: the one that the record declares, else the only one that it is the payload of.</summary>
    public bool TryGetEvent(Type type, [NotNullWhen(true)] out EventDefinition? definition) => _byType.TryGetValue(type, out definition);

    /// <summary>Finds a channel by its record.</summary>
    public bool TryGetChannel(Type type, [NotNullWhen(true)] out ChannelDefinition? definition) => _channelByType.TryGetValue(type, out definition);

    /// <summary>Finds the channel that an address belongs to. A fixed name wins over a template, and a declared channel over one without a contract.</summary>
    public bool TryGetChannel(ChannelName address, [NotNullWhen(true)] out ChannelDefinition? definition) =>
        _fixedChannels.TryGetValue(address.Value, out definition)
        || TryMatch(_parametricChannels, address, out definition)
        || TryMatch(Free, address, out definition);

    /// <summary>The parametric channels whose addresses begin with a name, before their first parameter.</summary>
    internal ChannelDefinition[] NamedAs(ChannelName name) => _named.GetValueOrDefault(name.Value) ?? [];

    // A record that is an event by itself may also be the payload of others.
    private static EventDefinition? OneOf(IEnumerable<EventDefinition> events)
    {
        EventDefinition[] all = [.. events];
        return Array.Find(all, e => e.Channel.ClrType is not null) ?? (all.Length == 1 ? all[0] : null);
    }

    private static bool TryMatch(IReadOnlyList<ChannelDefinition> candidates, ChannelName address, [NotNullWhen(true)] out ChannelDefinition? definition)
    {
        for (int i = 0; i < candidates.Count; i++)
        {
            ChannelDefinition candidate = candidates[i];
            // The 1 KB limit and the parameters' types are part of what an address is, wherever it comes from.
            if (candidate.Template.TryMatch(address, out IReadOnlyList<string>? values) && candidate.CheckValues(values, out _))
            {
                definition = candidate;
                return true;
            }
        }

        definition = null;
        return false;
    }
}
