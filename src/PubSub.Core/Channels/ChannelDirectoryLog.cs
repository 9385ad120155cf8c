using Microsoft.Extensions.Logging;

namespace PubSub.Core.Channels;

/// <summary>What the directory of channels logs: event ids 1400 to 1499.</summary>
internal static partial class ChannelDirectoryLog
{
    [LoggerMessage(1400, LogLevel.Error, "An observer of channels threw when it was told of a connection that joined or left.")]
    public static partial void ObserverFailed(ILogger logger, Exception error);
}
