using System.Text.Json.Serialization.Metadata;
using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>An event of the catalogue. Immutable.</summary>
public sealed class EventDefinition
{
    internal EventDefinition(string name, ChannelDefinition channel, Type payloadType)
    {
        Name = name;
        Channel = channel;
        PayloadType = payloadType;
    }

    /// <summary>The canonical name, such as <c>orders:created</c>.</summary>
    public string Name { get; }

    /// <summary>The channel that the event belongs to.</summary>
    public ChannelDefinition Channel { get; }

    /// <summary>The record whose serialised form is the payload; <see cref="System.Text.Json.JsonElement"/> on a channel without a contract.</summary>
    public Type PayloadType { get; }

    /// <summary>What the event's action answers, or null where it has no result.</summary>
    public Type? ResultType { get; internal init; }

    /// <summary>The version of the payload's shape.</summary>
    public int Version { get; internal init; } = 1;

    /// <summary>Who may send the event, and whether it is broadcast.</summary>
    public EventDirection Direction { get; internal init; }

    /// <summary>A sentence for people, if the declaration has one.</summary>
    public string? Description { get; internal init; }

    /// <summary>The class that runs when a client sends the event, or null where there is none.</summary>
    public Type? ActionType { get; internal init; }

    /// <summary>Whether a client may send the event.</summary>
    public bool IsClientSendable => Direction != EventDirection.Sse;

    /// <summary>Whether the event itself reaches subscribers when a client sends it.</summary>
    public bool IsBroadcast => Direction != EventDirection.Cse;

    /// <summary>What measurements call the event: names that clients choose would have no end.</summary>
    internal string Label => Channel.IsFree ? Channel.Name : Name;

    /// <summary>How the payload is read and written (<see cref="ContractJson.Strict"/>).</summary>
    internal JsonTypeInfo PayloadJson => field ??= ContractJson.Strict.GetTypeInfo(PayloadType);

    /// <summary>How the result is written; null where there is none.</summary>
    internal JsonTypeInfo? ResultJson => field ??= ResultType is null ? null : ContractJson.Strict.GetTypeInfo(ResultType);
}
