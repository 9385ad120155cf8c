using Microsoft.Extensions.Logging;
using PubSub.Core.Diagnostics;

namespace PubSub.Core.Fanout;

/// <summary>What the fan-out logs: event ids 2000 to 2999.</summary>
internal static partial class FanoutLog
{
    [LoggerMessage(2000, LogLevel.Warning, "The stream of channel {Channel} is not the one that was being read; its subscribers are told where they missed events.")]
    public static partial void StreamChanged(ILogger logger, string channel);

    public static void RefillFailed(ILogger logger, Exception error, string channel, TimeSpan retry) =>
        RefillFailed(logger, BrokerTrouble.TraceOf(error), channel, retry, error.Message);

    [LoggerMessage(2002, LogLevel.Warning, "Closing the idle channel {Channel} failed.")]
    public static partial void CloseFailed(ILogger logger, Exception error, string channel);

    [LoggerMessage(2003, LogLevel.Warning, "Channel {Channel} cannot be read; a subscriber was sent away.")]
    public static partial void ReadFailed(ILogger logger, Exception error, string channel);

    [LoggerMessage(2005, LogLevel.Warning, "Live delivery may have lost events of {Channels}; channels with history are read again, subscribers of others are told.")]
    public static partial void ContinuityLost(ILogger logger, string channels);

    [LoggerMessage(2006, LogLevel.Warning, "The broker's last event of channel {Channel} is not the one that was received last; what is missing is read from history.")]
    public static partial void TopDiffers(ILogger logger, string channel);

    public static void TopsUnknown(ILogger logger, Exception error) => TopsUnknown(logger, BrokerTrouble.TraceOf(error), error.Message);

    [LoggerMessage(2008, LogLevel.Debug, "The window over channel {Channel} is up to date again; {Events} event(s) came from history.")]
    public static partial void Refilled(ILogger logger, string channel, int events);

    [LoggerMessage(2009, LogLevel.Information, "Live delivery of channel {Channel} has left out events; they are read from history.")]
    public static partial void HoleFound(ILogger logger, string channel);

    [LoggerMessage(2010, LogLevel.Warning, "The adapter could not say how far channel {Channel} was delivered; cursors of its subscribers stay where they are.")]
    public static partial void DeliveredUnknown(ILogger logger, Exception error, string channel);

    [LoggerMessage(2004, LogLevel.Error, "A handler of an in-process subscription to channel {Channel} threw; the subscription has ended.")]
    public static partial void HandlerFailed(ILogger logger, Exception error, string channel);

    [LoggerMessage(2001, LogLevel.Warning, "Reading the history of channel {Channel} failed; trying again in {Retry}. {Reason}")]
    private static partial void RefillFailed(ILogger logger, Exception? error, string channel, TimeSpan retry, string reason);

    [LoggerMessage(2007, LogLevel.Warning, "The broker could not be asked for the last events of channels; the next round asks again. {Reason}")]
    private static partial void TopsUnknown(ILogger logger, Exception? error, string reason);
}
