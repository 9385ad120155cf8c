using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using PubSub.AspNetCore.Streaming;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tickets;

/// <summary>
/// Writes and reads tickets: what they say, encrypted and authenticated by the host's data protection for this purpose alone, so that every node with the same keys
/// takes them and nothing is stored. Thread-safe.
/// </summary>
internal sealed class StreamTickets(IDataProtectionProvider? protection)
{
    /// <summary>The longest ticket, in characters: with it a request's address stays within what servers and proxies take.</summary>
    public const int MaxLength = 4096;

    private const byte Version = 1;

    private readonly IDataProtector? _protector = protection?.CreateProtector("PubSub.StreamTicket", "v1");

    /// <summary>The ticket as text, which needs no escaping in a query.</summary>
    /// <exception cref="InvalidOperationException">The host has no data protection.</exception>
    public string Write(StreamTicket ticket)
    {
        if (_protector is null)
            throw new InvalidOperationException("Tickets need the host's data protection: call services.AddAuthentication(), which adds it, or services.AddDataProtection().");
        var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write(ticket.ExpiresAt.UtcTicks);
            writer.Write(ticket.CredentialExpiresAt?.UtcTicks ?? 0);
            writer.Write(ticket.Channels.Count);
            foreach (ChannelName channel in ticket.Channels) writer.Write(channel.Value);
            ticket.User.WriteTo(writer);
        }

        return Base64Url.EncodeToString(_protector.Protect(bytes.ToArray()));
    }

    /// <summary>Reads a ticket that this host or another with its keys has written. Whether its time has passed is for the caller to ask.</summary>
    public StreamTicket? Read(string text)
    {
        if (_protector is null || text.Length > MaxLength || !Base64Url.IsValid(text)) return null;
        try
        {
            using var reader = new BinaryReader(new MemoryStream(_protector.Unprotect(Base64Url.DecodeFromChars(text))), Encoding.UTF8);
            if (reader.ReadByte() != Version) return null;
            var expiresAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
            long credential = reader.ReadInt64();
            int count = reader.ReadInt32();
            if (count is < 1 or > StreamQuery.MaxChannels) return null;
            var channels = new ChannelName[count];
            for (int i = 0; i < count; i++) channels[i] = ChannelName.Parse(reader.ReadString());
            DateTimeOffset? credentialExpiresAt = credential == 0 ? null : new DateTimeOffset(credential, TimeSpan.Zero);
            return new StreamTicket(new ClaimsPrincipal(reader), channels, expiresAt, credentialExpiresAt);
        }
        catch (Exception error) when (error is CryptographicException or IOException or FormatException or ArgumentException)
        {
            // Forged, cut off, or of keys that are gone.
            return null;
        }
    }
}
