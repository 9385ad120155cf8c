using PubSub.Contracts;

namespace PubSub.Core.Subscribing;

/// <summary>
/// An in-process subscription. Disposing of it ends it, after the handler that runs; where that handler itself disposes of it, it ends when the handler
/// returns.
/// </summary>
public interface IEventSubscription : IAsyncDisposable
{
    /// <summary>
    /// The position of the last event that was handled, or that the subscription began after: where a later one resumes. On a channel with partitions it is the
    /// position in one of them, and <see cref="Cursor"/> is where a later one resumes.
    /// </summary>
    EventId Position { get; }

    /// <summary>The position in all partitions of the channel, as text for <see cref="SubscribeOptions.Cursor"/>. Where there are none, <see cref="Position"/> as text.</summary>
    string Cursor { get; }

    /// <summary>
    /// Completes when the subscription has ended: because it was disposed of or the host stops; else faulted, with an <see cref="InvalidOperationException"/> where
    /// the handler threw, or a <see cref="PubSubException"/> where history could not be read (<see cref="Contracts.ErrorCode.BrokerUnavailable"/>), or
    /// one call of the handler took longer than <see cref="FanoutOptions.StalledStreamTimeout"/> or fell out of a window whose policy is to close (<c>TOO_SLOW</c>).
    /// </summary>
    Task Completion { get; }
}
