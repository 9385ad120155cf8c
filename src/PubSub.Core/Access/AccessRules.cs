using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Publishing;

namespace PubSub.Core.Access;

/// <summary>
/// Who may publish on and subscribe to a channel. First comes the tenant of the address; then the channel's own rule; then, where the channel has none, the most specific guard that matches the address,
/// but for a guard of all addresses; then the channel is open if it says so or the host does; then comes the guard of all addresses; then it is for whoever has signed in. Thread-safe.
/// </summary>
internal sealed class AccessRules(PubSubOptions options, IServiceScopeFactory scopes, TimeProvider time, ILogger<AccessRules> logger)
{
    private readonly ConcurrentDictionary<ChannelDefinition, ChannelAccess> _byDefinition = new(ReferenceEqualityComparer.Instance);
    private readonly GuardTable _guards = new(options.ReadGuards());
    private readonly TenantRule _tenants = new(options.Tenants);

    /// <summary>Whether the caller may publish, as far as that can be told without the payload.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.Unauthenticated"/> or <see cref="ErrorCode.Forbidden"/>.</exception>
    public ValueTask EnsureMayPublishAsync(ChannelDefinition definition, ChannelName channel, Caller caller, string eventName)
    {
        AccessRule? rule = RuleFor(definition, channel, AccessOperation.Publish).BeforeData;
        var request = new AccessRequest(definition, channel, caller, AccessOperation.Publish) { Event = eventName };
        return EnsureAsync(request, rule);
    }

    /// <summary>Whether the caller may publish this payload; asked after <see cref="EnsureMayPublishAsync"/>.</summary>
    /// <inheritdoc cref="EnsureMayPublishAsync" path="/exception"/>
    public ValueTask EnsureMayPublishDataAsync(ChannelDefinition definition, ChannelName channel, Caller caller, string eventName, object data)
    {
        AccessRule? rule = RuleFor(definition, channel, AccessOperation.Publish).WithData;
        if (rule is null) return ValueTask.CompletedTask;
        return EnsureAsync(new AccessRequest(definition, channel, caller, AccessOperation.Publish) { Event = eventName, Data = data }, rule);
    }

    /// <summary>Whether the caller may read the channel, join it and see who is there.</summary>
    /// <inheritdoc cref="EnsureMayPublishAsync" path="/exception"/>
    public ValueTask EnsureMaySubscribeAsync(ChannelDefinition definition, ChannelName channel, Caller caller, JsonElement? userInfo = null)
    {
        AccessRule rule = RuleFor(definition, channel, AccessOperation.Subscribe);
        return EnsureAsync(new AccessRequest(definition, channel, caller, AccessOperation.Subscribe) { UserInfo = userInfo }, rule);
    }

    /// <summary>Whether anyone may read an address, whoever they are: what is in force says so without asking anything.</summary>
    public bool IsOpenToRead(ChannelDefinition definition, ChannelName channel) =>
        !TenantRule.Applies(channel) && !IsPrivate(definition)
        && RuleFor(definition, channel, AccessOperation.Subscribe).DecideByCaller(Caller.Anonymous) is { IsAllowed: true };

    /// <summary>All rules that the host has given.</summary>
    public IEnumerable<AccessRule> Given(IEnumerable<ChannelDefinition> channels) =>
        channels.Select(AccessOf).SelectMany(a => new[] { a.Publish, a.Subscribe }).OfType<AccessRule>().Concat(_guards.Rules);

    private AccessRule RuleFor(ChannelDefinition definition, ChannelName channel, AccessOperation operation)
    {
        ChannelAccess access = AccessOf(definition);
        if ((operation == AccessOperation.Publish ? access.Publish : access.Subscribe) is { } own) return own;
        return _guards.Find(channel, access.IsOpen) ?? (access.IsOpen ? AccessRule.Anyone : AccessRule.Authenticated);
    }

    private ChannelAccess AccessOf(ChannelDefinition definition) =>
        _byDefinition.TryGetValue(definition, out ChannelAccess? access) ? access : _byDefinition.GetOrAdd(definition, ChannelAccess.Of(definition, options));

    private static bool IsPrivate(ChannelDefinition definition) => definition.Kind is ChannelKind.Private or ChannelKind.Presence;

    private ValueTask EnsureAsync(AccessRequest request, AccessRule? rule)
    {
        if (TenantRule.Applies(request.Channel) && !IsOfTenant(request)) return ValueTask.FromException(Refusal(request, default));
        if (IsPrivate(request.Definition) && !request.Caller.IsAuthenticated) return ValueTask.FromException(Refusal(request, default));
        if (rule is null) return ValueTask.CompletedTask;
        if (rule.DecideByCaller(request.Caller) is { } decision)
            return decision.IsAllowed ? ValueTask.CompletedTask : ValueTask.FromException(Refusal(request, decision));
        return AskAsync(request, rule);
    }

    private async ValueTask AskAsync(AccessRequest request, AccessRule rule)
    {
        AccessDecision decision = default;
        long asked = time.GetTimestamp();
        // A rule may go on when the caller's message has been dealt with, and the memory that it was read into holds another.
        request = request with { UserInfo = request.UserInfo?.Clone(), Data = request.Data is JsonElement json ? json.Clone() : request.Data };
        using var limit = new CancellationTokenSource(options.AccessRuleTimeout, time);
        try
        {
            if (request.Caller is { Request: { } from, ServicesOf: { } servicesOf })
            {
                decision = await DecideAsync(rule, request, servicesOf(from), limit.Token);
            }
            else
            {
                decision = await DecideInScopeAsync(rule, request, limit.Token);
            }

            // One that held its thread answers before anybody can stop waiting for it.
            if (time.GetElapsedTime(asked) >= options.AccessRuleTimeout)
            {
                decision = default;
                AccessLog.RuleTimedOut(logger, request.Operation, request.Definition.Name, options.AccessRuleTimeout);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            AccessLog.RuleTimedOut(logger, request.Operation, request.Definition.Name, options.AccessRuleTimeout);
        }
        catch (Exception error)
        {
            AccessLog.RuleFailed(logger, error, request.Operation, request.Definition.Name);
        }

        if (!decision.IsAllowed) throw Refusal(request, decision);
    }

    // Waiting ends at the limit by itself: a rule may sit in a library that knows no cancellation.
    private static Task<AccessDecision> DecideAsync(AccessRule rule, AccessRequest request, IServiceProvider services, CancellationToken limit) =>
        rule.DecideAsync(new AccessContext(request, services) { CancellationToken = limit }, request.Caller).AsTask().WaitAsync(limit);

    // The services live as long as the rule, which may go on when it is not waited for any more.
    private async Task<AccessDecision> DecideInScopeAsync(AccessRule rule, AccessRequest request, CancellationToken limit)
    {
        async Task<AccessDecision> RunAsync()
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            return await rule.DecideAsync(new AccessContext(request, scope.ServiceProvider) { CancellationToken = limit }, request.Caller);
        }

        return await RunAsync().WaitAsync(limit);
    }

    private bool IsOfTenant(in AccessRequest request)
    {
        try
        {
            return _tenants.Allows(request.Channel, request.Caller);
        }
        catch (Exception error)
        {
            AccessLog.TenantsUnknown(logger, error);
            return false;
        }
    }

    // The address is not repeated, and nothing here depends on what there is behind it.
    private static PubSubException Refusal(in AccessRequest request, AccessDecision decision)
    {
        string what = request.Operation == AccessOperation.Publish ? "publish on" : "read";
        return request.Caller.IsAuthenticated
            ? new PubSubException(ErrorCode.Forbidden, decision.Reason ?? $"You may not {what} this address of the channel '{request.Definition.Name}'.")
            : new PubSubException(ErrorCode.Unauthenticated, decision.Reason ?? $"Sign in to {what} the channel '{request.Definition.Name}'.");
    }
}
