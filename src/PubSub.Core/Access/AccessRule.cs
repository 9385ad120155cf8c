using PubSub.Core.Publishing;

namespace PubSub.Core.Access;

/// <summary>
/// Who may do something on a channel. Immutable; one rule may serve many channels and is asked by many threads at a time. A rule that throws, or takes longer
/// than <see cref="PubSubOptions.AccessRuleTimeout"/>, denies, and is logged. One that blocks its thread is not interrupted: it denies when it answers too late.
/// </summary>
public abstract class AccessRule
{
    private protected AccessRule()
    {
    }

    /// <summary>Anyone, signed in or not.</summary>
    public static AccessRule Anyone { get; } = new CallerRule(static (_, _) => AccessDecision.Allow, "");

    /// <summary>Nobody. Server code publishes and reads all the same: it is not asked.</summary>
    public static AccessRule Nobody { get; } = new CallerRule(static (_, _) => default, "");

    /// <summary>Every caller who has signed in.</summary>
    public static AccessRule Authenticated { get; } = new CallerRule(static (caller, _) => caller.IsAuthenticated, "");

    /// <summary>The part of the rule that is asked before the payload is read, or null where all of it needs the payload.</summary>
    internal virtual AccessRule? BeforeData => this;

    /// <summary>The part of the rule that needs the payload, or null.</summary>
    internal virtual AccessRule? WithData => null;

    /// <summary>The authorization policies that the rule names.</summary>
    internal virtual IEnumerable<string> Policies => [];

    /// <summary>Callers with this role, by the role claims of their identities. Compared ordinally.</summary>
    public static AccessRule Role(string role)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(role);
        return new CallerRule(static (caller, role) => caller.HasRole(role), role);
    }

    /// <summary>Callers with this scope, by the claims <c>scope</c> (space-separated, RFC 8693, section 4.2) and <c>scp</c>. Compared ordinally.</summary>
    public static AccessRule Scope(string scope)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(scope);
        return scope.Contains(' ')
            ? throw new ArgumentException("A scope has no space. Combine several by All or Any.", nameof(scope))
            : new CallerRule(static (caller, scope) => caller.HasScope(scope), scope);
    }

    /// <summary>
    /// Callers whom a named ASP.NET Core authorization policy lets through; its resource is the <see cref="AccessContext"/>. The host does not start where the
    /// policy does not exist. Why its handlers denied is logged at the level Debug (event 1303) and not told to the caller.
    /// </summary>
    public static AccessRule Policy(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new PolicyRule(name);
    }

    /// <summary>Callers for whom a function says yes. It is asked before the payload is read.</summary>
    public static AccessRule When(Func<AccessContext, ValueTask<AccessDecision>> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new FunctionRule(decide, needsData: false);
    }

    /// <inheritdoc cref="When(Func{AccessContext, ValueTask{AccessDecision}})"/>
    public static AccessRule When(Func<AccessContext, AccessDecision> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new FunctionRule(context => new ValueTask<AccessDecision>(decide(context)), needsData: false);
    }

    /// <inheritdoc cref="When(Func{AccessContext, ValueTask{AccessDecision}})"/>
    public static AccessRule When(Func<AccessContext, bool> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new FunctionRule(context => new ValueTask<AccessDecision>(decide(context)), needsData: false);
    }

    /// <summary>
    /// Publishes for which a function says yes. It is asked after the payload has been read and validated, and finds it in <see cref="AccessContext.Data"/>. For
    /// reading there is no payload, and such a rule is asked without one.
    /// </summary>
    public static AccessRule WhenData(Func<AccessContext, ValueTask<AccessDecision>> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new FunctionRule(decide, needsData: true);
    }

    /// <inheritdoc cref="WhenData(Func{AccessContext, ValueTask{AccessDecision}})"/>
    public static AccessRule WhenData(Func<AccessContext, AccessDecision> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new FunctionRule(context => new ValueTask<AccessDecision>(decide(context)), needsData: true);
    }

    /// <inheritdoc cref="WhenData(Func{AccessContext, ValueTask{AccessDecision}})"/>
    public static AccessRule WhenData(Func<AccessContext, bool> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new FunctionRule(context => new ValueTask<AccessDecision>(decide(context)), needsData: true);
    }

    /// <summary>Callers whom every one of the rules lets through, asked in this order until one denies.</summary>
    public static AccessRule All(params AccessRule[] rules) => new AllRule(NotEmpty(rules));

    /// <summary>Callers whom one of the rules lets through, asked in this order until one allows; the last reason that was given is the answer's.</summary>
    public static AccessRule Any(params AccessRule[] rules) => new AnyRule(NotEmpty(rules));

    /// <summary><see cref="Anyone"/> or <see cref="Nobody"/>.</summary>
    public static AccessRule FromBoolean(bool isAllowed) => isAllowed ? Anyone : Nobody;

    /// <inheritdoc cref="FromBoolean"/>
    public static implicit operator AccessRule(bool isAllowed) => FromBoolean(isAllowed);

    /// <inheritdoc cref="Role"/>
    public static implicit operator AccessRule(string role) => Role(role);

    /// <summary>Decides by the caller alone, without waiting or allocating. Null where that does not do.</summary>
    internal virtual AccessDecision? DecideByCaller(Caller caller) => null;

    /// <summary>Decides.</summary>
    internal abstract ValueTask<AccessDecision> DecideAsync(AccessContext context, Caller caller);

    private static AccessRule[] NotEmpty(AccessRule[] rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Length == 0 || rules.Contains(null)) throw new ArgumentException("Give at least one rule, and none that is null.", nameof(rules));
        return [.. rules];
    }
}
