namespace PubSub.Core.Access;

/// <summary>What an access rule says: yes, no, or no with a reason. <c>default</c> is no.</summary>
public readonly record struct AccessDecision
{
    private AccessDecision(bool isAllowed, string? reason)
    {
        IsAllowed = isAllowed;
        Reason = reason;
    }

    /// <summary>Yes.</summary>
    public static AccessDecision Allow { get; } = new(true, null);

    /// <summary>True where the caller may.</summary>
    public bool IsAllowed { get; }

    /// <summary>Why not, if the rule gave a reason. It is shown to the caller, so it says nothing that the caller must not know.</summary>
    public string? Reason { get; }

    /// <summary>No.</summary>
    /// <param name="reason">What the caller is told; null for a general sentence.</param>
    public static AccessDecision Deny(string? reason = null) => new(false, reason);

    /// <summary>Yes or no.</summary>
    public static AccessDecision FromBoolean(bool isAllowed) => isAllowed ? Allow : default;

    /// <inheritdoc cref="FromBoolean"/>
    public static implicit operator AccessDecision(bool isAllowed) => FromBoolean(isAllowed);
}
