namespace PubSub.AspNetCore.WebSockets;

/// <summary>What was read off a WebSocket.</summary>
internal enum SocketRead
{
    /// <summary>A whole message of text.</summary>
    Text,

    /// <summary>The beginning of a message of bytes, which the protocol does not have.</summary>
    Binary,

    /// <summary>The beginning of a message that is longer than one may be.</summary>
    TooBig,

    /// <summary>The peer has closed its side.</summary>
    Closed,
}
