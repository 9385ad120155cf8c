using PubSub.Core.Catalog;

namespace PubSub.Codegen.Model;

/// <summary>All that is generated from. Immutable.</summary>
/// <param name="Name">The assembly's name.</param>
/// <param name="Catalog">Channels and events.</param>
/// <param name="Events">The events with their types, sorted by name.</param>
/// <param name="Docs">Where doc comments come from.</param>
internal sealed record ContractModel(string Name, EventCatalog Catalog, IReadOnlyList<EventModel> Events, DocSource Docs);
