using PubSub.Contracts;

namespace PubSub.WrongContracts;

[EventChannel("fine")]
public sealed record FineChannel : IEventChannel;

public static class NoName
{
    [Event(" ")]
    public sealed record Nameless : IEvent<FineChannel>;
}

public static class NameWithoutColon
{
    [Event("created")]
    public sealed record Created : IEvent<FineChannel>;
}

public static class NameWithControlCharacter
{
    [Event("orders:\u0007")]
    public sealed record Bell : IEvent<FineChannel>;
}

public static class NameWithEmptySegment
{
    [Event("orders::created")]
    public sealed record Created : IEvent<FineChannel>;
}

public static class ReservedName
{
    [Event("pubsub:ready")]
    public sealed record Ready : IEvent<FineChannel>;
}

public static class SameName
{
    [Event("orders:created")]
    public sealed record First : IEvent<FineChannel>;

    [Event("orders:created")]
    public sealed record Second : IEvent<FineChannel>;
}

public static class NoVersion
{
    [Event("a:b", Version = 0)]
    public sealed record Unversioned : IEvent<FineChannel>;
}
