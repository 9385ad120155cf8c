namespace PubSub.AspNetCore.Streaming;

/// <summary>A session that writes to a connection of the server.</summary>
internal interface IConnectedSession
{
    SessionConnection Connection { get; }
}
