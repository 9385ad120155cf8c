using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>Makes the type that declares a channel's parameters of an address.</summary>
internal static class ChannelParameters
{
    /// <param name="channel">The channel.</param>
    /// <param name="address">An address of it.</param>
    /// <exception cref="JsonException">The type's members are not the channel's parameters.</exception>
    public static T Read<T>(ChannelDefinition channel, ChannelName address)
    {
        if (!channel.Template.TryMatch(address, out IReadOnlyList<string>? values)) throw new ArgumentException($"It is no address of '{channel.Name}'.", nameof(address));
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            for (int i = 0; i < channel.Parameters.Count; i++)
            {
                writer.WritePropertyName(channel.Parameters[i].Name);
                if (i >= values.Count) writer.WriteNullValue();
                else if (channel.Parameters[i].IsText) writer.WriteStringValue(values[i]);
                else writer.WriteRawValue(values[i]);
            }

            writer.WriteEndObject();
        }

        return JsonSerializer.Deserialize<T>(json.GetBuffer().AsSpan(0, (int)json.Length), ContractJson.Strict)!;
    }
}
