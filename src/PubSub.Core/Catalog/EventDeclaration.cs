using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>What a record says of its event, before it is known whether all of it fits together.</summary>
internal sealed record EventDeclaration(Type Type, string Name, EventDirection Direction, int Version)
{
    /// <summary>The one channel, or null where that is what is wrong.</summary>
    public Type? ChannelType { get; init; }

    /// <summary>The one result, or null where there is none.</summary>
    public Type? ResultType { get; init; }

    public string? Description { get; init; }

    public EventDefinition ToDefinition(ChannelDefinition channel, Type? actionType) => new(Name, channel, Type)
    {
        ActionType = actionType,
        Description = Description,
        Direction = Direction,
        ResultType = ResultType,
        Version = Version,
    };
}
