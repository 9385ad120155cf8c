using PubSub.Contracts;

namespace Shapes;

/// <summary>Where all shapes are sent.</summary>
[EventChannel("shapes")]
public sealed record ShapesChannel : IEventChannel;

/// <summary>One tenant's board.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Number">The board's number.</param>
/// <param name="Kind">What the board is for.</param>
[EventChannel("tenant:{tenantId}:board:{number}:{kind}", HistoryRetention = "1h30m", HistoryLimit = 100)]
public sealed record BoardChannel(Guid TenantId, int Number, Colour Kind) : IEventChannel;

/// <summary>A board was renamed.</summary>
/// <param name="Name">The new name.</param>
[Event("board:renamed", Version = 3)]
public sealed record BoardRenamed(string Name) : IEvent<BoardChannel>;

/// <summary>A wall, or one of its panels.</summary>
/// <param name="PanelId">The panel; left out for the whole wall.</param>
/// <param name="Layer">The layer of the panel.</param>
[EventChannel("wall:{panelId?}:{layer?}", Presence = true)]
public sealed record WallChannel(string? PanelId = null, int? Layer = null) : IEventChannel;

/// <summary>Somebody wrote on a wall.</summary>
/// <param name="Text">What.</param>
[Event("wall:written")]
public sealed record WallWritten(string Text) : IClientEvent<WallChannel>;
