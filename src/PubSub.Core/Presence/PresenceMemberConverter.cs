using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSub.Core.Presence;

/// <summary>Writes members as one flat object.</summary>
internal sealed class PresenceMemberConverter : JsonConverter<PresenceMember>
{
    public override PresenceMember Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Members are read by clients, not by the server.");

    public override void Write(Utf8JsonWriter writer, PresenceMember value, JsonSerializerOptions options) => Write(writer, value);

    public static void Write(Utf8JsonWriter writer, PresenceMember member)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, member.Id);
        writer.WriteString("clientId"u8, member.ClientId);
        foreach (PresenceField field in member.Info.Fields)
        {
            writer.WritePropertyName(field.Name);
            writer.WriteRawValue(field.Json.Span, skipInputValidation: true);
        }

        writer.WriteString("joinedAt"u8, TimeText(member.JoinedAt));
        if (member.UpdatedAt is { } updated) writer.WriteString("updatedAt"u8, TimeText(updated));
        writer.WriteEndObject();
    }

    private static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
