using PubSub.Core.Catalog;

namespace PubSub.Core.Access;

/// <summary>What the declaration and the host say of a channel. A rule is null where neither gives one.</summary>
/// <param name="Publish">The channel's own rule for publishing.</param>
/// <param name="Subscribe">The channel's own rule for reading.</param>
/// <param name="IsOpen">Whether anyone may do what no rule is about.</param>
internal sealed record ChannelAccess(AccessRule? Publish, AccessRule? Subscribe, bool IsOpen)
{
    public static ChannelAccess Of(ChannelDefinition definition, PubSubOptions options)
    {
        ChannelOptions? own = options.OptionsOf(definition);
        // Private by name: what a host opens in general does not open them.
        bool isPrivate = definition.Kind is ChannelKind.Private or ChannelKind.Presence;
        return new ChannelAccess(own?.Publish, own?.Subscribe, own?.Public ?? (definition.Public || (options.AllowAnonymous && !isPrivate)));
    }
}
