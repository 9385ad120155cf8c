namespace PubSub.Contracts;

/// <summary>Declares a record as a channel.</summary>
/// <param name="name">
/// The channel's address, such as <c>orders</c>, or a template such as <c>chat:{roomId}</c>, whose parameters are properties of the record. The last
/// parameters may be optional, as in <c>cursor:{roomId?}</c>; their properties are nullable.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class EventChannelAttribute(string name) : Attribute
{
    /// <summary>The channel's address or template.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// How long an event can be read again after it was published, as whole numbers with units: <c>500ms</c>, <c>30s</c>, <c>15m</c>,
    /// <c>1h</c>, <c>7d</c>, <c>1h30m</c>. Left out together with <see cref="HistoryLimit"/>, the channel is ephemeral and keeps nothing.
    /// </summary>
    public string? HistoryRetention { get; set; }

    /// <summary>
    /// How many of the last events can be read again; 0, the default, sets no such limit. Together with <see cref="HistoryRetention"/>,
    /// whichever is reached first counts.
    /// </summary>
    public int HistoryLimit { get; set; }

    /// <summary>
    /// True where every subscriber must see the events in one order, whichever node published them. A channel with history always has one,
    /// and the in-memory adapter orders every channel. Not together with <see cref="Partitions"/>.
    /// </summary>
    public bool Ordered { get; set; }

    /// <summary>
    /// How many partitions carry the channel, from 1 to 32; 1, the default, for a channel that is not subdivided. With more, events of one
    /// <see cref="EventMeta.PartitionKey"/> are ordered and others are not, so that a broker can spread a busy channel over its disks and nodes. Streams cost
    /// more: each of their positions is that of all partitions.
    /// </summary>
    public int Partitions { get; set; } = 1;

    /// <summary>True where anyone may read and publish, signed in or not. The default asks for an authenticated caller.</summary>
    public bool Public { get; set; }

    /// <summary>True where the channel has a list of its members: who joins, leaves and updates their info is told to the others. False by default.</summary>
    public bool Presence { get; set; }

    /// <summary>A sentence for people. Left out, the type's XML doc summary is used where there is one.</summary>
    public string? Description { get; set; }
}
