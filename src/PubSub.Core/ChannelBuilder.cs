using System.Security.Claims;
using PubSub.Contracts;
using PubSub.Core.Access;
using PubSub.Core.Catalog;

namespace PubSub.Core;

/// <summary>
/// Declares a channel in the host's code (<see cref="PubSubOptions.DefineChannel"/>). To be used while PubSub is being registered, and by one thread.
/// </summary>
public sealed class ChannelBuilder
{
    private readonly EventChannelAttribute _said;
    private readonly List<DefinedEvent> _events = [];
    private Type? _parameters;
    private bool _isRead;

    internal ChannelBuilder(string name) => _said = new EventChannelAttribute(name ?? "");

    internal bool IsRead => _isRead;

    /// <summary>
    /// Says what the channel's parameters are: the public properties of a type, each a string, an integer, a <see cref="Guid"/>, a bool or an enum, with DataAnnotations where
    /// they have rules. A name without parameters gets them as segments, in the order of the type's constructor; nullable ones are optional and come last. Where
    /// the name is a template, they are those that it names.
    /// </summary>
    /// <typeparam name="TParams">Such as <c>record RoomParams(string RoomId)</c>.</typeparam>
    public ChannelBuilder Params<TParams>() => Set(() => _parameters = typeof(TParams));

    /// <summary>Adds an event to the channel.</summary>
    /// <typeparam name="TPayload">The payload's record, with DataAnnotations where it has rules.</typeparam>
    /// <param name="name">
    /// The event's name: segments of letters, digits, <c>_</c>, <c>.</c> and <c>-</c>, joined by <c>:</c>. One without <c>:</c>, such as <c>move</c>, is unique within the channel, others
    /// within the catalogue.
    /// </param>
    /// <param name="serverOnly">True where only server code publishes the event; false by default: a client may, and it is broadcast.</param>
    /// <param name="version">The version of the payload's shape, at least 1.</param>
    /// <param name="description">A sentence for people; left out, the type's XML doc summary is used where there is one.</param>
    public ChannelBuilder Event<TPayload>(string name, bool serverOnly = false, int version = 1, string? description = null)
        where TPayload : notnull =>
        Set(() => _events.Add(new DefinedEvent(name ?? "", typeof(TPayload), serverOnly, version, description)));

    /// <summary>Says who may publish and who may read (<see cref="ChannelOptions.Publish"/>, <see cref="ChannelOptions.Subscribe"/>).</summary>
    /// <param name="publish">Who may publish: true for anyone, false for server code only, a role's name or another rule; null leaves it to the host.</param>
    /// <param name="subscribe">Who may read; null leaves it to the host.</param>
    public ChannelBuilder Access(AccessRule? publish = null, AccessRule? subscribe = null) => Configure(options =>
    {
        options.Publish = publish ?? options.Publish;
        options.Subscribe = subscribe ?? options.Subscribe;
    });

    /// <summary>Gives the channel a list of its members.</summary>
    public ChannelBuilder WithPresence() => Set(() => _said.Presence = true);

    /// <summary>Gives the channel a list of its members, and says what they see of each other (<see cref="ChannelOptions.UserInfo"/>).</summary>
    public ChannelBuilder Presence(Func<ClaimsPrincipal, object?> userInfo) => WithPresence().Configure(options => options.UserInfo = userInfo);

    /// <summary>Has the channel keep events, as <see cref="EventChannelAttribute.HistoryRetention"/> and <see cref="EventChannelAttribute.HistoryLimit"/> do. Without, it keeps nothing.</summary>
    /// <param name="retention">How long, such as <c>1h</c>; null for no such limit.</param>
    /// <param name="limit">How many of the last; 0 for no such limit.</param>
    public ChannelBuilder History(string? retention = null, int limit = 0) => Set(() =>
    {
        _said.HistoryRetention = retention;
        _said.HistoryLimit = limit;
    });

    /// <summary>Has every subscriber see the events in one order (<see cref="EventChannelAttribute.Ordered"/>).</summary>
    public ChannelBuilder Ordered() => Set(() => _said.Ordered = true);

    /// <summary>Subdivides the channel (<see cref="EventChannelAttribute.Partitions"/>).</summary>
    /// <param name="count">From 1, which is no subdivision, to 32.</param>
    public ChannelBuilder Partitions(int count) => Set(() => _said.Partitions = count);

    /// <summary>Opens the channel to anyone, where no rule of its own says otherwise.</summary>
    public ChannelBuilder Public() => Set(() => _said.Public = true);

    /// <summary>Gives the channel a sentence for people.</summary>
    public ChannelBuilder Description(string description) => Set(() => _said.Description = description);

    /// <summary>Sets what only the server knows of the channel, as <see cref="PubSubOptions.Channel{TChannel}"/> does for a record's.</summary>
    public ChannelBuilder Configure(Action<ChannelOptions> configure) => Set(() => configure(Options));

    /// <summary>What only the server knows of the channel.</summary>
    internal ChannelOptions Options { get; } = new();

    internal IReadOnlyList<DefinedEvent> Events => _events;

    internal string Where => WhereOf(_said.Name);

    internal static string WhereOf(string name) => $"DefineChannel(\"{name}\")";

    /// <summary>What has been said. Nothing more can be said from then on.</summary>
    internal ChannelDeclaration Read()
    {
        _isRead = true;
        // A name that is no template gets its parameters from their type.
        string name = _parameters is null || _said.Name.Contains('{') ? _said.Name : ParameterReader.TemplateOf(_said.Name, _parameters);
        return new ChannelDeclaration(Where, name, _said, ClrType: null, _parameters, Options);
    }

    private ChannelBuilder Set(Action set)
    {
        if (_isRead) throw new InvalidOperationException($"{Where} was changed after registration, when the catalogue had been read. Declare all of it within AddPubSub.");
        set();
        return this;
    }

    /// <summary>An event as it was declared.</summary>
    internal sealed record DefinedEvent(string Name, Type PayloadType, bool ServerOnly, int Version, string? Description);
}
