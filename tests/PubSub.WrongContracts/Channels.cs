using PubSub.Contracts;

namespace PubSub.WrongContracts;

public static class SameAddress
{
    [EventChannel("a:{x}")]
    public sealed record First(string X) : IEventChannel;

    [EventChannel("a:{y}")]
    public sealed record Second(string Y) : IEventChannel;
}

public static class AmbiguousAddress
{
    [EventChannel("a:{x}")]
    public sealed record First(string X) : IEventChannel;

    [EventChannel("{y}:b")]
    public sealed record Second(string Y) : IEventChannel;
}

public static class MalformedChannelName
{
    [EventChannel("a b")]
    public sealed record Spaced : IEventChannel;
}

public static class ParameterWithoutProperty
{
    [EventChannel("chat:{roomId}")]
    public sealed record Chat : IEventChannel;
}

public static class PropertyOutsideTemplate
{
    [EventChannel("chat:{roomId}")]
    public sealed record Chat(string RoomId, string Extra) : IEventChannel;
}

public static class ParameterOfWrongType
{
    [EventChannel("chat:{when}")]
    public sealed record Chat(DateTime When) : IEventChannel;
}

public static class Retentions
{
    [EventChannel("a", HistoryRetention = "an hour")]
    public sealed record Words : IEventChannel;

    [EventChannel("b", HistoryRetention = "0s")]
    public sealed record Zero : IEventChannel;

    [EventChannel("c", HistoryRetention = "3651d")]
    public sealed record TooLong : IEventChannel;
}

public static class NegativeLimit
{
    [EventChannel("a", HistoryLimit = -1)]
    public sealed record Negative : IEventChannel;
}

public static class ChannelWithoutAttribute
{
    public sealed record Bare : IEventChannel;
}

public static class AttributeWithoutChannel
{
    [EventChannel("a")]
    public sealed record NotAChannel;
}

public static class AbstractChannel
{
    [EventChannel("a")]
    public abstract record Abstract : IEventChannel;
}

public static class NoPartitions
{
    [EventChannel("a", Partitions = 0)]
    public sealed record None : IEventChannel;
}

public static class TooManyPartitions
{
    [EventChannel("a", Partitions = 33)]
    public sealed record Many : IEventChannel;
}

public static class OrderedPartitions
{
    [EventChannel("a", Partitions = 2, Ordered = true)]
    public sealed record Both : IEventChannel;
}
