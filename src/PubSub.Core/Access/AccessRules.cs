using System.Collections.Frozen;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Publishing;

namespace PubSub.Core.Access;

/// <summary>
/// Who may publish on and subscribe to a channel, by rules that take no data. What the host says of the channel comes first, then the channel's own
/// declaration, then <see cref="PubSubOptions.AllowAnonymous"/>.
/// </summary>
internal sealed class AccessRules
{
    private readonly FrozenSet<ChannelDefinition> _open;

    public AccessRules(EventCatalog catalog, PubSubOptions options) =>
        _open = catalog.Channels.Concat(catalog.Free).Where(channel => IsOpen(channel, options)).ToFrozenSet();

    /// <exception cref="PubSubException"><see cref="ErrorCode.Unauthenticated"/>.</exception>
    public void EnsureMayPublish(ChannelDefinition channel, Caller caller) => Ensure(channel, caller, "publish on");

    /// <exception cref="PubSubException"><see cref="ErrorCode.Unauthenticated"/>.</exception>
    public void EnsureMaySubscribe(ChannelDefinition channel, Caller caller) => Ensure(channel, caller, "read");

    private void Ensure(ChannelDefinition channel, Caller caller, string verb)
    {
        if (!caller.IsAuthenticated && !_open.Contains(channel))
            throw new PubSubException(ErrorCode.Unauthenticated, $"Sign in to {verb} the channel '{channel.Name}'.");
    }

    private static bool IsOpen(ChannelDefinition channel, PubSubOptions options) =>
        options.OptionsOf(channel)?.Public
        ?? (channel.Public || (options.AllowAnonymous && channel.Kind is not (ChannelKind.Private or ChannelKind.Presence)));
}
