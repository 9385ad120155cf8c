using Microsoft.Extensions.Logging;

namespace PubSub.AspNetCore.Tests.Hosting;

/// <summary>A log that throws for one event id.</summary>
internal sealed class FailingLog(int id) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == id) throw new InvalidOperationException("The log fails.");
    }
}
