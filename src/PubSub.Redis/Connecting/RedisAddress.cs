using System.Net.Security;
using Microsoft.Extensions.Options;
using PubSub.Core.Adapters;
using StackExchange.Redis;

namespace PubSub.Redis.Connecting;

/// <summary>Where Redis is, read from the options once, and what of it may be shown.</summary>
internal sealed class RedisAddress
{
    private static readonly Version s_assumedVersion = new(7, 0, 0);

    private RedisAddress(ConfigurationOptions client, string display, RemoteCertificateValidationCallback? certificateValidation)
    {
        Client = client;
        Display = display;
        CertificateValidation = certificateValidation;
    }

    /// <summary>The client's settings, the password included.</summary>
    public ConfigurationOptions Client { get; }

    /// <summary>Servers, database and whether TLS is used; without credentials.</summary>
    public string Display { get; }

    /// <inheritdoc cref="RedisOptions.CertificateValidation"/>
    public RemoteCertificateValidationCallback? CertificateValidation { get; }

    /// <summary>The database that keys are in.</summary>
    public int Database => Client.DefaultDatabase ?? 0;

    /// <exception cref="OptionsValidationException">An option cannot be used. The message does not repeat <see cref="RedisOptions.Configuration"/>.</exception>
    public static RedisAddress Of(RedisOptions options)
    {
        AdapterOptions.Check(options);
        if (options.KeyPrefix.Length > 128 || options.KeyPrefix.AsSpan().ContainsAny('{', '}'))
            throw Problem(nameof(RedisOptions.KeyPrefix), "has at most 128 characters and no braces, which mark the part of a key that a cluster hashes");
        string configuration = options.Configuration?.Trim() ?? "";
        if (configuration.Length == 0) throw Problem(nameof(RedisOptions.Configuration), "is empty; set it to a URL such as redis://localhost:6379");

        bool isUrl = configuration.StartsWith("redis://", StringComparison.OrdinalIgnoreCase) || configuration.StartsWith("rediss://", StringComparison.OrdinalIgnoreCase);
        ConfigurationOptions client = isUrl ? FromUrl(configuration) : FromClientString(configuration);
        if (client.EndPoints.Count == 0) throw Problem(nameof(RedisOptions.Configuration), "names no server");
        if (!client.ChannelPrefix.IsNullOrEmpty) throw Problem(nameof(RedisOptions.Configuration), $"sets channelPrefix; set {nameof(RedisOptions.KeyPrefix)} instead");

        Adjust(client, options);
        string servers = string.Join(", ", client.EndPoints.Select(EndPointText.Of));
        return new RedisAddress(client, servers + (client.DefaultDatabase is > 0 and { } database ? $"/{database}" : "") + (client.Ssl ? " (TLS)" : ""), options.CertificateValidation);
    }

    private static void Adjust(ConfigurationOptions client, RedisOptions options)
    {
        // The host decides what becomes of a failed connection; the client goes on trying.
        client.AbortOnConnectFail = false;
        client.ConnectRetry = 1;
        client.ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds;
        client.ClientName ??= "pubsub";
        // Where INFO is denied the client knows no better, and would do without what every server has.
        client.DefaultVersion = s_assumedVersion;
        // A connection that a firewall has dropped shows only when something is sent.
        if (client.KeepAlive <= 0) client.KeepAlive = 10;
        // Roles are told by the servers, and not by other clients, for which a user would need permissions beyond the prefix.
        client.ConfigurationChannel = "";
        client.TieBreaker = "";
        if (options.CertificateValidation is { } validation) client.CertificateValidation += validation;
    }

    private static ConfigurationOptions FromClientString(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration);
        }
        catch (ArgumentException e)
        {
            // The client's message may repeat a part of the text, and with it a password.
            throw Problem(nameof(RedisOptions.Configuration), $"is neither a redis:// or rediss:// URL nor a configuration string of StackExchange.Redis ({e.GetType().Name})");
        }
    }

    private static ConfigurationOptions FromUrl(string configuration)
    {
        const string Form = "redis://[:password@]host[:port][/database], or rediss:// for TLS";
        if (!Uri.TryCreate(configuration, UriKind.Absolute, out Uri? url) || url.Host.Length == 0)
            throw Problem(nameof(RedisOptions.Configuration), $"is no URL of the form {Form}; encode special characters of the password, such as %40 for @");
        if (url.Query.Length > 0 || url.Fragment.Length > 0)
            throw Problem(nameof(RedisOptions.Configuration), $"has a query or fragment, and none is known; its form is {Form}. Encode special characters of the password, such as %3F for ?");

        var client = new ConfigurationOptions { Ssl = url.Scheme.Equals("rediss", StringComparison.OrdinalIgnoreCase) };
        client.EndPoints.Add(url.DnsSafeHost, url.Port > 0 ? url.Port : 6379);
        if (client.Ssl) client.SslHost = url.DnsSafeHost;
        string[] user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0 && user[0] != "default")
        {
            throw Problem(
                nameof(RedisOptions.Configuration),
                "names a user, and the client can only be the user 'default'; leave the name out (redis://:password@host), and give that user the rights that it needs");
        }

        if (user.Length == 2 && user[1].Length > 0) client.Password = Uri.UnescapeDataString(user[1]);
        string path = url.AbsolutePath.Trim('/');
        if (path.Length > 0)
        {
            if (!int.TryParse(path, out int database) || database < 0) throw Problem(nameof(RedisOptions.Configuration), $"names a database that is no number; its form is {Form}");
            client.DefaultDatabase = database;
        }

        return client;
    }

    private static OptionsValidationException Problem(string option, string what) =>
        new(nameof(RedisOptions), typeof(RedisOptions), [$"{nameof(RedisOptions)}.{option} {what}."]);
}
