using System.Net;
using System.Net.Sockets;

namespace PubSub.TestServers;

/// <summary>Ports that nobody listens on.</summary>
internal static class FreePort
{
    // Below the ports that Linux gives to outgoing connections: while a server is down, a client that tries its port again and again could be given
    // that very port, meet itself, and keep the server from ever returning.
    private const int First = 16_384, Last = 32_000;

    public static int Find()
    {
        while (true)
        {
            int port = Random.Shared.Next(First, Last);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's; the next one.
            }
        }
    }
}
