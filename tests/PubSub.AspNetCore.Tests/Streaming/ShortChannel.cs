using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>Keeps its last five events.</summary>
[EventChannel("short", HistoryLimit = 5)]
public sealed record ShortChannel : IEventChannel;

[Event("short:note")]
public sealed record ShortNote(int Number, string? Region = null, string? Text = null) : IClientEvent<ShortChannel>;
