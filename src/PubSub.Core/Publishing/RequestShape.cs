using System.Text;

namespace PubSub.Core.Publishing;

/// <summary>What the members of a request object are called.</summary>
internal sealed class RequestShape
{
    private readonly byte[] _name;
    private readonly byte[] _payload;
    private readonly byte[] _channel;

    private RequestShape(string name, string payload, string channel, string example)
    {
        Name = name;
        Payload = payload;
        Example = example;
        _name = Encoding.ASCII.GetBytes(name);
        _payload = Encoding.ASCII.GetBytes(payload);
        _channel = Encoding.ASCII.GetBytes(channel);
    }

    /// <summary>An event, whose channel is a part of the request.</summary>
    public static RequestShape Event { get; } = new("name", "payload", "channel", "orders:created");

    /// <summary>An event of a channel that is named apart from the request, whose parameters are a part of it.</summary>
    public static RequestShape Channel { get; } = new("event", "data", "params", "move") { HasParameters = true };

    public string Name { get; }

    public string Payload { get; }

    /// <summary>A name that an event may have.</summary>
    public string Example { get; }

    /// <summary>Whether the third member holds the channel's parameters and not its address.</summary>
    public bool HasParameters { get; private init; }

    public ReadOnlySpan<byte> NameUtf8 => _name;

    public ReadOnlySpan<byte> PayloadUtf8 => _payload;

    public ReadOnlySpan<byte> ChannelUtf8 => _channel;
}
