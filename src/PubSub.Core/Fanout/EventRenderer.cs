using PubSub.Contracts;

namespace PubSub.Core.Fanout;

/// <summary>
/// Makes the bytes of an event for a kind of session other than event streams, once for all sessions of a node. Immutable, and compared by reference: there is
/// one for each form that an event can take.
/// </summary>
internal abstract class EventRenderer
{
    /// <summary>Makes the bytes. Two threads may ask for the same event at the same time.</summary>
    /// <param name="channel">The event's channel.</param>
    /// <param name="envelope">The event's envelope, as <see cref="Publishing.EnvelopeWriter"/> has written it.</param>
    public abstract RenderedEvent Render(ChannelName channel, ReadOnlySpan<byte> envelope);
}
