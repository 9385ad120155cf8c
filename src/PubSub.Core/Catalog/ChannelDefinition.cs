using System.Diagnostics.CodeAnalysis;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Catalog;

/// <summary>A channel of the catalogue. Immutable.</summary>
public sealed class ChannelDefinition
{
    /// <summary>The most partitions of a channel: each is an entry of every cursor.</summary>
    internal const int MaxPartitions = 32;

    internal ChannelDefinition(ChannelTemplate template, Type? type)
    {
        Template = template;
        ClrType = type;
        BaseName = string.Join(':', template.Text.Split(':').TakeWhile(segment => !segment.Contains('{')));
        PlainAddress = template.RequiredCount == 0 && template.TryFormat([], out ChannelName plain, out _) ? plain : null;
    }

    /// <summary>The channel's address or template as it was declared: its name in the catalogue.</summary>
    public string Name => Template.Text;

    /// <summary>What its addresses begin with before the first parameter; empty where that is no whole segment.</summary>
    internal string BaseName { get; }

    /// <summary>What the channel's addresses look like.</summary>
    public ChannelTemplate Template { get; }

    /// <summary>The record that declares the channel; null where none does.</summary>
    public Type? ClrType { get; }

    /// <summary>How the channel came into the catalogue.</summary>
    public ChannelKind Kind { get; internal init; }

    /// <summary>What the channel keeps, or null where it is ephemeral.</summary>
    public ChannelRetention? Retention { get; internal init; }

    /// <summary>Whether every subscriber must see the events in one order. False where the channel has partitions: then only the events of one key are in order.</summary>
    public bool Ordered { get; internal init; }

    /// <summary>How many partitions carry the channel, each with an order, a history and a position of its own; 1 where it is not subdivided.</summary>
    public int Partitions { get; internal init; } = 1;

    /// <summary>Whether anyone may read and publish.</summary>
    public bool Public { get; internal init; }

    /// <summary>Whether the channel has members: who is in it is known on all nodes.</summary>
    public bool HasPresence { get; internal init; }

    /// <summary>A sentence for people, if the declaration has one.</summary>
    public string? Description { get; internal init; }

    /// <summary>Whether the channel has events of any name, rather than those of a declaration.</summary>
    internal bool IsFree => Kind != ChannelKind.Declared;

    /// <summary>What the host sets of the channel; null in a catalogue without a host, and for channels without a contract.</summary>
    internal ChannelOptions? Options { get; init; }

    /// <summary>The type whose properties are the parameters; null where they are any text.</summary>
    internal Type? ParametersType { get; init; }

    /// <summary>What problems call the place where the channel is declared.</summary>
    internal string Where => ClrType is { } type ? ContractProblems.NameOf(type) : ChannelBuilder.WhereOf(Name);

    /// <summary>The address without any parameter; null where the channel has parameters that must be given.</summary>
    internal ChannelName? PlainAddress { get; }

    /// <summary>The template's parameters, in its order.</summary>
    internal IReadOnlyList<ChannelParameter> Parameters { get; init; } = [];

    /// <summary>How many of the first parameters every address has.</summary>
    internal int RequiredParameters => Template.RequiredCount;

    /// <summary>The decoded parameters of an address of this channel, by name.</summary>
    internal IReadOnlyDictionary<string, string> ParametersOf(ChannelName address)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Template.IsParametric || !Template.TryMatch(address, out IReadOnlyList<string>? values)) return parameters;
        for (int i = 0; i < values.Count; i++) parameters[Template.Parameters[i]] = values[i];
        return parameters;
    }

    /// <summary>The address that a channel record stands for.</summary>
    /// <exception cref="ArgumentException">A parameter breaks its rules, is empty, holds control characters, or the parameters are more than 1 KB together.</exception>
    internal ChannelName AddressOf(IEventChannel channel)
    {
        string[] values = [.. Parameters.Select(p => p.Format(channel))];
        int given = values.Length;
        while (given > Template.RequiredCount && values[given - 1].Length == 0) given--;
        values = values[..given];
        return CheckValues(values, out string? problem) && Template.TryFormat(values, out ChannelName name, out problem)
            ? name
            : throw new ArgumentException(problem, nameof(channel));
    }

    /// <summary>Whether parameter values, in the template's order and without optional ones that are left out, may stand in an address of this channel.</summary>
    internal bool CheckValues(IReadOnlyList<string> values, [NotNullWhen(false)] out string? problem)
    {
        if (!ChannelTemplate.CheckParameters(values, out problem)) return false;
        for (int i = 0; i < values.Count; i++)
        {
            if (!Parameters[i].IsValid(values[i], out problem)) return false;
        }

        return true;
    }
}
