using PubSub.Core.Catalog;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Codegen.Model;

/// <summary>An event and the types that it brings. Immutable.</summary>
/// <param name="Definition">The event.</param>
/// <param name="Payload">What is sent and received.</param>
/// <param name="Result">What its sender is answered, or null where there is no result.</param>
/// <param name="Parameters">The channel's parameters, or null where it has none.</param>
internal sealed record EventModel(EventDefinition Definition, WireType Payload, WireType? Result, WireObject? Parameters)
{
    /// <summary>What the event's files are called, but for the ending.</summary>
    public string FileName => Definition.Name.Replace(':', '.');
}
