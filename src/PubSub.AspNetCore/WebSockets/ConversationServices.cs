using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.Core.Catalog;
using PubSub.Core.Channels;
using PubSub.Core.Fanout;
using PubSub.Core.Presence;
using PubSub.Core.Publishing;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>What all conversations of a node work with.</summary>
internal sealed class ConversationServices(
    EventCatalog catalog,
    AccessRules access,
    FanoutHub hub,
    FreeChannelPublisher publisher,
    PresenceHub presence,
    ChannelDirectory directory,
    PubSubOptions options,
    IOptions<PubSubHttpOptions> http,
    TimeProvider time,
    ILogger<Conversation> logger)
{
    public EventCatalog Catalog => catalog;

    public AccessRules Access => access;

    public FanoutHub Hub => hub;

    public FreeChannelPublisher Publisher => publisher;

    public PresenceHub Presence => presence;

    public ChannelDirectory Directory => directory;

    public PubSubWebSocketOptions Limits => http.Value.WebSocket;

    /// <summary>When to try again, where an error does not know better.</summary>
    public TimeSpan RetryAfter => http.Value.RetryAfter;

    public bool HasFreeChannels => options.FreeChannels;

    public TimeProvider Time => time;

    public ILogger Logger => logger;
}
