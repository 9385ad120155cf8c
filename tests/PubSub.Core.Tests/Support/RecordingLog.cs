using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PubSub.Core.Tests.Support;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLog : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(int Id, string Message, Exception? Error)> Entries { get; } = new();

    public IEnumerable<int> Ids => Entries.Select(e => e.Id);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Enqueue((eventId.Id, formatter(state, exception), exception));

    public void Dispose()
    {
    }
}
