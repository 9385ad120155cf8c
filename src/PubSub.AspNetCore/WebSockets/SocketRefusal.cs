namespace PubSub.AspNetCore.WebSockets;

/// <summary>Thrown where a message is not carried out; the sender is answered <see cref="Error"/>, and the connection goes on.</summary>
internal sealed class SocketRefusal(SocketError error) : Exception(error.Message)
{
    public SocketRefusal(string code, string message)
        : this(new SocketError(code, message))
    {
    }

    public SocketError Error => error;
}
