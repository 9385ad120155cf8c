namespace PubSub.Contracts;

/// <summary>Who may send an event, and whether it is broadcast.</summary>
public enum EventDirection
{
    /// <summary>Server-sent: only server code publishes it. The direction of every <see cref="IEvent{TChannel}"/> that is not a client event.</summary>
    Sse,

    /// <summary>A client sends it, its action runs if it has one, and it is broadcast. The default of <see cref="IClientEvent{TChannel}"/>.</summary>
    Both,

    /// <summary>Client-sent: its action runs and the event itself is not broadcast. Without an action this is a contract error.</summary>
    Cse,
}
