using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Contracts;

[EventChannel("room:{roomId}", HistoryRetention = "1h")]
public sealed record RoomChannel(string RoomId) : IEventChannel;
