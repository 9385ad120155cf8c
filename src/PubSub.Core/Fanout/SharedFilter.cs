namespace PubSub.Core.Fanout;

/// <summary>A filter that one or more sessions of a channel use.</summary>
/// <param name="filter">The instance that stands for all equal ones.</param>
internal sealed class SharedFilter(EventFilter filter)
{
    private volatile bool _isRemembered;

    public EventFilter Filter { get; } = filter;

    /// <summary>How many sessions use it. Under the lock of the channel's filters.</summary>
    public int Sessions { get; set; }

    /// <summary>Whether windows remember its answers.</summary>
    public bool IsRemembered
    {
        get => _isRemembered;
        set => _isRemembered = value;
    }
}
