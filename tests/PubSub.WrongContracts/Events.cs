using PubSub.Contracts;

namespace PubSub.WrongContracts;

public static class EventWithoutAttribute
{
    public sealed record Bare : IEvent<FineChannel>;
}

public static class AttributeWithoutEvent
{
    [Event("a:b")]
    public sealed record NotAnEvent;
}

public static class SeveralChannels
{
    [EventChannel("other")]
    public sealed record OtherChannel : IEventChannel;

    [Event("a:b")]
    public sealed record Torn : IEvent<FineChannel>, IEvent<OtherChannel>;
}

public static class SeveralResults
{
    [Event("a:b")]
    public sealed record Torn : IClientEvent<FineChannel, int>, IClientEvent<FineChannel, string>;
}

public static class ForeignChannel
{
    [EventChannel("elsewhere")]
    public sealed record ElsewhereChannel : IEventChannel;

    public static class Read
    {
        [Event("a:b")]
        public sealed record Lost : IEvent<ElsewhereChannel>;
    }
}

public static class GenericEvent
{
    [Event("a:b")]
    public sealed record Open<T>(T Value) : IEvent<FineChannel>;
}

public static class AbstractEvent
{
    [Event("a:b")]
    public abstract record Abstract : IEvent<FineChannel>;
}

public static class ServerSentClientEvent
{
    [Event("a:b", Direction = EventDirection.Sse)]
    public sealed record Contradiction : IClientEvent<FineChannel>;
}

public static class ClientSentPlainEvent
{
    [Event("a:b", Direction = EventDirection.Both)]
    public sealed record Contradiction : IEvent<FineChannel>;
}
