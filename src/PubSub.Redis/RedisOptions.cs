using System.ComponentModel.DataAnnotations;
using System.Net.Security;

namespace PubSub.Redis;

/// <summary>How PubSub uses a Redis. Checked at registration: a value out of range names the option.</summary>
public sealed class RedisOptions
{
    /// <summary>
    /// Where Redis is: a URL, <c>redis://[:password@]host[:port][/database]</c> or <c>rediss://…</c> for TLS; or a configuration string of StackExchange.Redis,
    /// such as <c>one:6379,two:6379,password=…,ssl=true</c>, which may name several servers. Must be set. It never reaches a log or an error message.
    /// </summary>
    public string Configuration { get; set; } = "";

    /// <summary>
    /// What all keys and channels begin with, so that several systems can share a server: <c>pubsub:</c> by default. At most 128 characters, without braces:
    /// these are the hash tag of the channel. All nodes of a system have the same.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string KeyPrefix { get; set; } = "pubsub:";

    /// <summary>How long a connection may take to come about when the host starts, before start-up fails. 5 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long any call may wait for Redis, a publish above all, before it fails as unavailable. 5 s by default; the engine's own limit counts where it is the
    /// smaller one. Whether a publish that failed so took effect is not known.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a channel's epoch and last position outlive its events, so that who resumes on a quiet channel is told that nothing was missed; and how
    /// long events are kept, after the last one, on a channel that has no limit of age. 30 days by default; with less than 7 days a subscriber that was away for
    /// longer may be told a gap where nothing was missed.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan ChannelLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Decides about the server's certificate where TLS is used, as with a private authority; null, the default, leaves it to the system's trust.
    /// Called from any thread.
    /// </summary>
    public RemoteCertificateValidationCallback? CertificateValidation { get; set; }
}
