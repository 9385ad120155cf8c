using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using PubSub.Core.Adapters;
using StackExchange.Redis;

namespace PubSub.Redis.Connecting;

/// <summary>
/// Looks at a server before the client connects, and says what is wrong with it: the client goes on trying for ever and tells one reason from another only
/// by its texts. Every error says what to do and holds no credentials.
/// </summary>
internal static class RedisPreflight
{
    private const string Needed = "PubSub needs Redis 7.0 or newer";
    private static readonly Version s_oldest = new(7, 0);

    /// <summary>Returns where one of the servers can be used.</summary>
    /// <exception cref="BrokerUnavailableException">None can be reached, or the first that answers cannot be used.</exception>
    public static async Task CheckAsync(RedisAddress address, CancellationToken cancellationToken)
    {
        var unreachable = new List<Exception>();
        foreach (EndPoint endPoint in address.Client.EndPoints)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            string name = EndPointText.Of(endPoint);
            try
            {
                if (endPoint is IPEndPoint ip) await socket.ConnectAsync(ip.Address, EndPointText.PortOf(ip.Port), cancellationToken);
                else if (endPoint is DnsEndPoint dns) await socket.ConnectAsync(dns.Host, EndPointText.PortOf(dns.Port), cancellationToken);
                else await socket.ConnectAsync(endPoint, cancellationToken);
            }
            catch (SocketException e)
            {
                unreachable.Add(new BrokerUnavailableException($"Redis at {name} cannot be reached: {e.Message}. Check the address, and that the server runs and is open to this host.", e));
                continue;
            }

            await CheckAsync(new NetworkStream(socket), address, name, cancellationToken);
            return;
        }

        throw unreachable[0];
    }

    private static async Task CheckAsync(NetworkStream network, RedisAddress address, string name, CancellationToken cancellationToken)
    {
        ConfigurationOptions client = address.Client;
        await using Stream stream = client.Ssl ? await SecureAsync(network, address, name, cancellationToken) : network;
        try
        {
            var redis = new RespConversation(stream);
            if (!string.IsNullOrEmpty(client.Password)) RequirePassword(await redis.AskAsync(["AUTH", client.Password], cancellationToken), name);
            Require(await redis.AskAsync(["PING"], cancellationToken), name);
            string info = await redis.AskAsync(["INFO", "server"], cancellationToken);
            // Who may not ask for it finds out by what fails.
            if (!info.StartsWith('-')) RequireVersion(info, name);
        }
        catch (IOException e)
        {
            string hint = client.Ssl ? "" : " If it expects TLS, use a rediss:// URL or ssl=true.";
            throw new BrokerUnavailableException($"Redis at {name} closed the connection without an answer, or is no Redis.{hint}", e);
        }
    }

    private static async Task<Stream> SecureAsync(NetworkStream network, RedisAddress address, string name, CancellationToken cancellationToken)
    {
        var found = SslPolicyErrors.None;
        ConfigurationOptions client = address.Client;
        string host = client.SslHost ?? name;
        var stream = new SslStream(network, leaveInnerStreamOpen: false, (sender, certificate, chain, errors) =>
        {
            found = errors;
            return address.CertificateValidation?.Invoke(sender, certificate, chain, errors) ?? errors == SslPolicyErrors.None;
        });
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, EnabledSslProtocols = client.SslProtocols ?? SslProtocols.None }, cancellationToken);
            return stream;
        }
        catch (OperationCanceledException e)
        {
            await stream.DisposeAsync();
            throw new BrokerUnavailableException($"TLS failed: Redis at {name} did not answer the handshake in time. If it needs no TLS, use a redis:// URL.", e);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await stream.DisposeAsync();
            string what = found switch
            {
                SslPolicyErrors.None => "does not speak TLS, or not a version of it that this host does. If it needs none, use a redis:// URL",
                _ when found.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "showed no certificate",
                _ when found.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) =>
                    $"showed a certificate that is not for '{host}'. Use the name that its certificate is for, or set sslHost in {nameof(RedisOptions.Configuration)}",
                _ => $"showed a certificate that this host does not trust. Trust its authority, or set {nameof(RedisOptions)}.{nameof(RedisOptions.CertificateValidation)}",
            };
            throw new BrokerUnavailableException($"TLS failed: Redis at {name} {what}.", e);
        }
    }

    private static void Require(string answer, string name)
    {
        if (answer.StartsWith('-')) throw new BrokerUnavailableException(RedisRefusal.Explain(name, answer[1..]));
        if (!answer.StartsWith('+')) throw new BrokerUnavailableException($"What answers at {name} is no Redis. Check the address.");
    }

    // Of the answer only its first word is shown: a server that does not know the command repeats the password.
    private static void RequirePassword(string answer, string name)
    {
        if (answer.StartsWith('-'))
        {
            throw new BrokerUnavailableException(
                $"Redis at {name} did not accept the password. Check the one in {nameof(RedisOptions)}.{nameof(RedisOptions.Configuration)} ({RedisRefusal.CodeOf(answer[1..])}).");
        }

        Require(answer, name);
    }

    private static void RequireVersion(string info, string name)
    {
        const string Field = "redis_version:";
        int start = info.IndexOf(Field, StringComparison.Ordinal);
        if (start < 0) return;
        string text = info[(start + Field.Length)..].Split('\r', '\n')[0];
        if (Version.TryParse(text, out Version? version) && version < s_oldest)
            throw new BrokerUnavailableException(string.Create(CultureInfo.InvariantCulture, $"Redis at {name} is version {version}, which is too old: {Needed}. Upgrade the server."));
    }
}
