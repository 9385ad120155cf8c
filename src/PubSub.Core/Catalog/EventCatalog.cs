using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>All channels and events that a host knows. Immutable, made once at start-up.</summary>
public sealed class EventCatalog
{
    private readonly FrozenDictionary<string, EventDefinition> _byName;
    private readonly FrozenDictionary<Type, EventDefinition> _byType;
    private readonly FrozenDictionary<Type, ChannelDefinition> _channelByType;
    private readonly FrozenDictionary<string, ChannelDefinition> _fixedChannels;
    private readonly ChannelDefinition[] _parametricChannels;

    internal EventCatalog(IEnumerable<ChannelDefinition> channels, IEnumerable<EventDefinition> events)
    {
        Channels = [.. channels.OrderBy(c => c.Name, StringComparer.Ordinal)];
        Events = [.. events.OrderBy(e => e.Name, StringComparer.Ordinal)];
        _byName = Events.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);
        _byType = Events.ToFrozenDictionary(e => e.PayloadType);
        _channelByType = Channels.ToFrozenDictionary(c => c.ClrType);
        _fixedChannels = Channels.Where(c => !c.Template.IsParametric).ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);
        _parametricChannels = [.. Channels.Where(c => c.Template.IsParametric)];
    }

    /// <summary>The channels, sorted by name.</summary>
    public IReadOnlyList<ChannelDefinition> Channels { get; }

    /// <summary>The events, sorted by name.</summary>
    public IReadOnlyList<EventDefinition> Events { get; }

    /// <summary>Reads the declarations of contract assemblies, actions included.</summary>
    /// <exception cref="ContractException">The declarations do not make a catalogue; every problem is listed.</exception>
    public static EventCatalog FromAssemblies(params IEnumerable<Assembly> assemblies) => ContractReader.Read(assemblies);

    /// <summary>Finds an event by its canonical name.</summary>
    public bool TryGetEvent(string name, [NotNullWhen(true)] out EventDefinition? definition) => _byName.TryGetValue(name, out definition);

    /// <summary>Finds an event by its record.</summary>
    public bool TryGetEvent(Type type, [NotNullWhen(true)] out EventDefinition? definition) => _byType.TryGetValue(type, out definition);

    /// <summary>Finds a channel by its record.</summary>
    public bool TryGetChannel(Type type, [NotNullWhen(true)] out ChannelDefinition? definition) => _channelByType.TryGetValue(type, out definition);

    /// <summary>Finds the channel that an address belongs to. A fixed name wins over a template.</summary>
    public bool TryGetChannel(ChannelName address, [NotNullWhen(true)] out ChannelDefinition? definition)
    {
        if (_fixedChannels.TryGetValue(address.Value, out definition)) return true;
        foreach (ChannelDefinition candidate in _parametricChannels)
        {
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
