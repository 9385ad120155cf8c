using Microsoft.Extensions.Logging;

namespace PubSub.TestSupport;

/// <summary>Something that the host logged.</summary>
public sealed record LogEntry(string Category, LogLevel Level, EventId Id, string Message, Exception? Exception);
