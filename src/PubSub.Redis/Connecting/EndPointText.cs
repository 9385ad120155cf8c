using System.Globalization;
using System.Net;

namespace PubSub.Redis.Connecting;

/// <summary>How a server's address is written in logs and messages.</summary>
internal static class EndPointText
{
    public static string Of(EndPoint? endPoint) => endPoint switch
    {
        DnsEndPoint dns => string.Create(CultureInfo.InvariantCulture, $"{dns.Host}:{PortOf(dns.Port)}"),
        IPEndPoint ip => new IPEndPoint(ip.Address, PortOf(ip.Port)).ToString(),
        null => "an unknown server",
        _ => endPoint.ToString() ?? "",
    };

    /// <summary>The port, or the usual one where a configuration names none.</summary>
    public static int PortOf(int port) => port > 0 ? port : 6379;
}
