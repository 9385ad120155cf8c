using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Contracts;

[Event("room:say")]
public sealed record RoomSay(string Text) : IClientEvent<RoomChannel>;

[Event("live:tick")]
public sealed record LiveTick(int Count) : IClientEvent<LiveChannel>;

[Event("open:note")]
public sealed record OpenNote(string Text) : IClientEvent<OpenChannel>;
