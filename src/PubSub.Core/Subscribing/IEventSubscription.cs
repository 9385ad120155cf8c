using PubSub.Contracts;

namespace PubSub.Core.Subscribing;

/// <summary>An in-process subscription. Disposing of it ends it, after the handler that runs.</summary>
public interface IEventSubscription : IAsyncDisposable
{
    /// <summary>The position of the last event that was handled, or that the subscription began after: where a later one resumes.</summary>
    EventId Position { get; }

    /// <summary>Completes when the subscription has ended; faulted where the handler threw.</summary>
    Task Completion { get; }
}
