namespace PubSub.Contracts;

/// <summary>Declares a record as an event.</summary>
/// <param name="name">The canonical name, <c>family:event</c>, such as <c>orders:created</c>. Unique within a catalogue.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class EventAttribute(string name) : Attribute
{
    /// <summary>The canonical name, such as <c>orders:created</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The version of the payload's shape, at least 1, which is the default. It travels in the envelope's <c>meta.version</c>.</summary>
    public int Version { get; set; } = 1;

    /// <summary>
    /// Who may send the event. Leave it out for the default: <see cref="EventDirection.Sse"/> for <see cref="IEvent{TChannel}"/>,
    /// <see cref="EventDirection.Both"/> for <see cref="IClientEvent{TChannel}"/>.
    /// </summary>
    public EventDirection Direction
    {
        get => DeclaredDirection ?? EventDirection.Both;
        set => DeclaredDirection = value;
    }

    /// <summary>What <see cref="Direction"/> was set to, or null where the declaration leaves it to the default.</summary>
    public EventDirection? DeclaredDirection { get; private set; }

    /// <summary>A sentence for people. Left out, the type's XML doc summary is used where there is one.</summary>
    public string? Description { get; set; }
}
