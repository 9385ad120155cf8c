namespace PubSub.Core.Fanout;

/// <summary>
/// The filters that a channel's sessions use. Answers of the most used are remembered, so that an event is looked at once for all sessions of such a filter;
/// one that a single session uses has nobody to share them with. Thread-safe.
/// </summary>
internal sealed class ChannelFilters
{
    /// <summary>For how many filters answers are remembered: sessions choose their filters, so there may be as many as sessions.</summary>
    public const int MostRemembered = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<EventFilter, SharedFilter> _filters = [];
    private readonly List<SharedFilter> _remembered = [];

    /// <summary>Counts one more session of a filter, until <see cref="Release"/>.</summary>
    public SharedFilter Acquire(EventFilter filter)
    {
        lock (_lock)
        {
            if (!_filters.TryGetValue(filter, out SharedFilter? shared)) _filters.Add(filter, shared = new SharedFilter(filter));
            shared.Sessions++;
            if (shared.Sessions > 1 && !shared.IsRemembered) RememberIfUsedMore(shared);
            return shared;
        }
    }

    public void Release(SharedFilter shared)
    {
        lock (_lock)
        {
            shared.Sessions--;
            if (shared.Sessions == 0) _filters.Remove(shared.Filter);
            if (shared.Sessions > 1 || !shared.IsRemembered) return;
            Forget(shared);
            if (_filters.Count > _remembered.Count && MostUsedOfOthers() is { Sessions: > 1 } next) Remember(next);
        }
    }

    private void RememberIfUsedMore(SharedFilter shared)
    {
        if (_remembered.Count == MostRemembered)
        {
            SharedFilter least = _remembered.MinBy(static each => each.Sessions)!;
            if (least.Sessions >= shared.Sessions) return;
            Forget(least);
        }

        Remember(shared);
    }

    private SharedFilter? MostUsedOfOthers() => _filters.Values.Where(static each => !each.IsRemembered).MaxBy(static each => each.Sessions);

    private void Remember(SharedFilter shared)
    {
        shared.IsRemembered = true;
        _remembered.Add(shared);
    }

    private void Forget(SharedFilter shared)
    {
        shared.IsRemembered = false;
        _remembered.Remove(shared);
    }
}
