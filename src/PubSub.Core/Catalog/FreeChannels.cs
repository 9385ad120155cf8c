using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>
/// The channels that need no contract. They keep nothing, promise no order between nodes, and their events have any name and any JSON as payload.
/// </summary>
internal static class FreeChannels
{
    /// <summary>Addresses of one segment, told apart by how they begin: <c>public-…</c>, <c>private-…</c> and <c>presence-…</c>.</summary>
    public static IReadOnlyList<ChannelDefinition> ByPrefix { get; } =
    [
        Make(ChannelTemplate.OfPrefix("public-", "name"), ChannelKind.Public),
        Make(ChannelTemplate.OfPrefix("private-", "name"), ChannelKind.Private),
        Make(ChannelTemplate.OfPrefix("presence-", "name"), ChannelKind.Presence),
    ];

    /// <summary>The names that a client-side channel manager makes: <c>[tenant:ID:]TYPE:ENTITY:ID</c>.</summary>
    public static IReadOnlyList<ChannelDefinition> OfManager { get; } =
    [
        Managed("presence", ChannelKind.Presence),
        Managed("broadcast", ChannelKind.Private),
        Managed("subscription", ChannelKind.Private),
        Managed("tenant:{tenantId}:presence", ChannelKind.Presence),
        Managed("tenant:{tenantId}:broadcast", ChannelKind.Private),
        Managed("tenant:{tenantId}:subscription", ChannelKind.Private),
    ];

    /// <summary>Those that a host has.</summary>
    public static IReadOnlyList<ChannelDefinition> Of(PubSubOptions options) =>
        [.. options.FreeChannels ? ByPrefix : [], .. options.ManagerChannels ? OfManager : []];

    /// <summary>An event of a free channel; the name has been checked (<see cref="EventName.IsFree"/>).</summary>
    public static EventDefinition EventOf(ChannelDefinition channel, string name) =>
        new(name, channel, typeof(JsonElement)) { Direction = EventDirection.Both };

    private static ChannelDefinition Managed(string start, ChannelKind kind) =>
        Make(ChannelTemplate.TryParse(start + ":{type}:{id}", out ChannelTemplate? template, out string? problem) ? template : throw new FormatException(problem), kind);

    private static ChannelDefinition Make(ChannelTemplate template, ChannelKind kind) => new(template, type: null)
    {
        HasPresence = kind == ChannelKind.Presence,
        Kind = kind,
        Parameters = [.. template.Parameters.Select(name => new ChannelParameter(name))],
        Public = kind == ChannelKind.Public,
    };
}
