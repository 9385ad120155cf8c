using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Fanout;
using PubSub.Core.InMemory;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Presence;

/// <summary>One node: its fan-out and its presence, over a store that it may share with others.</summary>
internal sealed class PresenceNode : IAsyncDisposable
{
    private PresenceNode(IPresenceStore store, PubSubOptions options, TimeProvider time, ILogger<PresenceFeed> logger)
    {
        Options = options;
        Store = store;
        Feed = new PresenceFeed(store, options, time, logger);
        Fanout = new FanoutHub(new InMemoryAdapter(new InMemoryOptions(), time), options, time, NullLogger<FanoutHub>.Instance, Feed);
        Hub = new PresenceHub(store, Feed, options, time, LoggerFactory.Create(builder => builder.AddProvider(Logs)).CreateLogger<PresenceHub>());
        Time = time;
    }

    public static ChannelName Room { get; } = ChannelName.Parse("chat:room");

    public static ChannelDefinition Chat { get; } = new(
        ChannelTemplate.TryParse("chat:{roomId}", out ChannelTemplate? template, out string? problem) ? template : throw new FormatException(problem), type: null);

    public PubSubOptions Options { get; }

    public IPresenceStore Store { get; }

    public PresenceFeed Feed { get; }

    public FanoutHub Fanout { get; }

    public PresenceHub Hub { get; }

    /// <summary>What <see cref="Hub"/> logs.</summary>
    public LogCollector Logs { get; } = new();

    public TimeProvider Time { get; }

    public static async Task<PresenceNode> StartAsync(
        IPresenceStore store, TimeProvider time, Action<PubSubOptions>? configure = null, ILogger<PresenceFeed>? logger = null)
    {
        var options = new PubSubOptions();
        configure?.Invoke(options);
        var node = new PresenceNode(store, options, time, logger ?? NullLogger<PresenceFeed>.Instance);
        await node.Feed.StartAsync(node.Fanout, CancellationToken.None);
        return node;
    }

    public static Caller User(string id) => new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id)], "test")));

    public static JsonElement Json(string json) => JsonElement.Parse(json);

    public async Task<PresenceMember> JoinAsync(string user, string clientId, string? info = null, ChannelDefinition? definition = null) =>
        await Hub.JoinAsync(Room, definition ?? Chat, User(user), clientId, info is null ? null : Json(info), CancellationToken.None);

    public async Task<PresenceMember> UpdateAsync(string clientId, string info) => await Hub.UpdateAsync(Room, clientId, Json(info), CancellationToken.None);

    public async Task LeaveAsync(string clientId) => await Hub.LeaveAsync(Room, clientId, CancellationToken.None);

    public async Task<string[]> MembersAsync() => [.. (await Hub.GetMembersAsync(Room)).Select(member => member.Id)];

    /// <summary>A session that listens to the room's companion.</summary>
    public async Task<MemberListSession> ListenAsync()
    {
        Subscription[] subscriptions = await Fanout.PrepareAsync([PresenceHub.Listen(Room, Chat)], CancellationToken.None);
        var session = new MemberListSession(subscriptions, Time);
        Fanout.Add(session);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        await Fanout.DisposeAsync();
        await Feed.DisposeAsync();
    }
}
