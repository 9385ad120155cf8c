using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Security.Claims;
using PubSub.Core.Access;

namespace PubSub.Core;

/// <summary>Settings of a host. Checked at start-up: a value out of range stops the host and names the option.</summary>
public sealed class PubSubOptions
{
    private readonly List<KeyValuePair<string, AccessRule>> _guards = [];
    private bool _isRead;

    /// <summary>The assemblies whose contracts the host serves.</summary>
    public ICollection<Assembly> ContractAssemblies { get; } = [];

    /// <summary>
    /// Whether channels that have no rule of their own are open to anyone. False by default: reading and publishing then ask for an
    /// authenticated caller, except on channels that are declared <c>Public</c>.
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>
    /// Whether an anonymous caller's client event ids count without a session cookie. False by default, because two anonymous callers who happen to
    /// choose one id would share an outcome; true is for hosts that trust their callers to choose random ids.
    /// </summary>
    public bool AllowAnonymousIdempotency { get; set; }

    /// <summary>
    /// Whether a channel that declares history may run on an adapter that has none. False by default: start-up refuses it.
    /// </summary>
    public bool AllowMissingHistory { get; set; }

    /// <summary>
    /// Whether addresses of one segment that begin with <c>public-</c>, <c>private-</c> or <c>presence-</c> are channels without a contract, whose events have any
    /// name and any JSON as payload. True by default: the first are then open to anyone, the others to callers who are signed in, unless a rule says otherwise.
    /// </summary>
    public bool FreeChannels { get; set; } = true;

    /// <summary>The largest request body and the largest payload, in bytes of UTF-8. 256 KiB by default.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxPayloadBytes { get; set; } = 256 * 1024;

    /// <summary>How long an action may run before its caller is answered 504. 30 s by default. The action is cancelled, and its claim kept until it ends.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan ActionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an idempotency claim holds unless its holder renews it, which it does every third of this. 30 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan IdempotencyLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long outcomes are kept for retries. 24 h by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan IdempotencyRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many records the in-memory idempotency store keeps; beyond it, the oldest that are done go first. 100,000 by default.</summary>
    [Range(16, 100_000_000)]
    public int MaxIdempotencyRecords { get; set; } = 100_000;

    /// <summary>
    /// How many bytes of outcomes the in-memory idempotency store keeps; beyond it, the oldest that are done go first. 256 MiB by default.
    /// </summary>
    [Range(1024, 1L << 40)]
    public long MaxIdempotencyBytes { get; set; } = 256 << 20;

    /// <summary>How long a publish or a read of history may wait for the broker, or a publish for a fan-out that lags, before it fails with 503. 5 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the adapter may take to start, which includes reaching its broker; beyond it the host does not start. 30 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an access rule may take to decide; beyond it, it denies. 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan AccessRuleTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whose the addresses <c>tenant:{id}:…</c> are.</summary>
    public TenantOptions Tenants { get; } = new();

    /// <summary>What <c>meta.source</c> says of events that this host publishes; the application's name by default.</summary>
    public string? Source { get; set; }

    /// <summary>How the node's windows over its channels are bounded, and what becomes of sessions that fall out of one.</summary>
    public FanoutOptions Fanout { get; } = new();

    /// <summary>How it is kept who is in a channel.</summary>
    public PresenceOptions Presence { get; } = new();

    /// <summary>What this host sets of single channels.</summary>
    internal Dictionary<Type, ChannelOptions> Channels { get; } = [];

    /// <summary>Whether the host has the channels of <see cref="AddManagerChannels"/>.</summary>
    internal bool ManagerChannels { get; private set; }

    /// <summary>
    /// Adds the channels that a client-side channel manager names <c>presence:TYPE:ID</c>, <c>broadcast:TYPE:ID</c> and <c>subscription:TYPE:ID</c>, each also
    /// behind <c>tenant:ID:</c>. They need no contract, as <see cref="FreeChannels"/> do, and are open to callers who are signed in unless a rule says otherwise.
    /// </summary>
    public PubSubOptions AddManagerChannels()
    {
        ManagerChannels = true;
        return this;
    }

    /// <summary>What this host sets of a channel, or null.</summary>
    internal ChannelOptions? OptionsOf(Catalog.ChannelDefinition channel) =>
        channel.Options ?? (channel.ClrType is { } type ? Channels.GetValueOrDefault(type) : null);

    /// <summary>What members of a channel see of a user, or null where the host says nothing of users.</summary>
    internal Func<ClaimsPrincipal, object?>? UserInfoOf(Catalog.ChannelDefinition channel) => OptionsOf(channel)?.UserInfo ?? Presence.UserInfo;

    /// <summary>What this host sets of a record's channel, now or later.</summary>
    internal ChannelOptions OptionsFor(Type channel)
    {
        if (!Channels.TryGetValue(channel, out ChannelOptions? options)) Channels[channel] = options = new ChannelOptions();
        return options;
    }

    /// <summary>The channels of <see cref="DefineChannel"/>.</summary>
    internal List<ChannelBuilder> Defined { get; } = [];

    /// <summary>
    /// Declares a channel that no contract assembly has: <c>options.DefineChannel("cursor").Params&lt;RoomParams&gt;().Event&lt;Move&gt;("move")</c>. It is in the catalogue as
    /// one that a record declares, and its problems are reported with those of the contracts.
    /// </summary>
    /// <param name="name">
    /// The channel's address, such as <c>cursor</c>, or a template, such as <c>cursor:{roomId}</c>. Parameters that <see cref="ChannelBuilder.Params{TParams}"/> does not
    /// describe hold any text.
    /// </param>
    /// <exception cref="InvalidOperationException">The host has started: the channel would not be in the catalogue.</exception>
    public ChannelBuilder DefineChannel(string name)
    {
        ThrowIfRead(ChannelBuilder.WhereOf(name));
        var channel = new ChannelBuilder(name);
        Defined.Add(channel);
        return channel;
    }

    /// <summary>The rules by pattern, in the order in which they were given. What would change what is asked of rules is refused from then on.</summary>
    internal IReadOnlyList<KeyValuePair<string, AccessRule>> ReadGuards()
    {
        _isRead = true;
        return _guards;
    }

    /// <summary>
    /// Guards the addresses that match a pattern, where the channel has no rule of its own. Of several patterns that match, the one with the most characters that are no wildcard
    /// counts. Private and presence channels without a contract are matched with their prefix and without, which does not count: <c>team-*</c> guards <c>private-team-7</c> and
    /// <c>presence-team-7</c>; addresses of a tenant are matched with <c>tenant:ID:</c> and without. A guard of all addresses, <c>*</c>, leaves channels alone that are open.
    /// </summary>
    /// <param name="pattern">
    /// Characters of an address, and <c>*</c> for any number of them; compared with the canonical address, ordinally. Percent-encoded characters may be written in any way that an address may be.
    /// </param>
    /// <param name="rule">Who may read and publish.</param>
    /// <exception cref="ArgumentException">The pattern is none, or has a rule already.</exception>
    /// <exception cref="InvalidOperationException">The host has started: the guard would do nothing.</exception>
    public PubSubOptions Guard(string pattern, AccessRule rule)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(rule);
        ThrowIfRead($"{nameof(Guard)}(\"{pattern}\")");
        if (!GuardTable.TryReadPattern(pattern, out string? canonical, out string? problem)) throw new ArgumentException(problem, nameof(pattern));
        if (_guards.Exists(g => g.Key == canonical)) throw new ArgumentException($"The guard '{canonical}' is there already. Combine its rules by AccessRule.All or Any.", nameof(pattern));
        _guards.Add(KeyValuePair.Create(canonical, rule));
        return this;
    }

    /// <summary>Sets what only the server knows of a channel.</summary>
    /// <typeparam name="TChannel">The channel's record.</typeparam>
    /// <exception cref="InvalidOperationException">The host has started: nobody would see it.</exception>
    public PubSubOptions Channel<TChannel>(Action<ChannelOptions> configure)
        where TChannel : Contracts.IEventChannel
    {
        ThrowIfRead($"{nameof(Channel)}<{typeof(TChannel).Name}>");
        configure(OptionsFor(typeof(TChannel)));
        return this;
    }

    private void ThrowIfRead(string what)
    {
        if (_isRead) throw new InvalidOperationException($"{nameof(PubSubOptions)}.{what} was called when the host had started: nobody would see it. Call it within AddPubSub.");
    }
}
