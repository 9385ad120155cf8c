using Microsoft.Extensions.Logging;

namespace PubSub.Core.Channels;

/// <summary>What the directory of channels logs: event ids 1400 to 1499.</summary>
internal static partial class ChannelDirectoryLog
{
    [LoggerMessage(1400, LogLevel.Error, "An observer of channels threw when it was told of a connection that joined or left.")]
    public static partial void ObserverFailed(ILogger logger, Exception error);

    [LoggerMessage(
        1401,
        LogLevel.Error,
        "The observer of channels {Observer} took longer than {Limit} (PublishTimeout) and is not waited for; each connection is held up for as long. Hand over what takes long. "
        + "This is logged once until a call ends in time.")]
    public static partial void ObserverLate(ILogger logger, Type observer, TimeSpan limit);
}
