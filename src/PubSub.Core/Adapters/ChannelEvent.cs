using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>An event with the id that its channel's orderer gave it.</summary>
/// <param name="Id">Identity and position.</param>
/// <param name="Body">The envelope without the id.</param>
public readonly record struct ChannelEvent(EventId Id, EventBody Body)
{
    private readonly EventId _previous;

    /// <summary>
    /// The id of the channel's event before this one, where the adapter knows it of a live event: the position at which the stream was begun, for the first. Null by
    /// default. A stream that was rolled back gives its offsets again; an event that comes right after the last one received, and names another before it, shows that.
    /// </summary>
    public EventId? Previous
    {
        get => _previous.IsEmpty ? null : _previous;
        init => _previous = value.GetValueOrDefault();
    }
}
