namespace PubSub.Core.Access;

/// <summary>The authorization policies of the host, if its transport knows any. Thread-safe.</summary>
internal interface IPolicyEvaluator
{
    /// <summary>A sentence that says how a policy is added.</summary>
    string HowToAdd { get; }

    /// <summary>Whether there is a policy of this name.</summary>
    ValueTask<bool> ExistsAsync(string policy);

    /// <summary>What the policy says of the caller. The decision has no reason that was written for a log.</summary>
    ValueTask<AccessDecision> DecideAsync(string policy, AccessContext context);
}
