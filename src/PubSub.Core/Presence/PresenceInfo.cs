using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.Core.Presence;

/// <summary>
/// What a member tells about itself: the members of a JSON object, each with its value as it came. Never <c>id</c>, <c>clientId</c>, <c>joinedAt</c> or
/// <c>updatedAt</c>, which are the server's. Immutable.
/// </summary>
public sealed class PresenceInfo
{
    private readonly PresenceField[] _fields;

    private PresenceInfo(PresenceField[] fields)
    {
        _fields = fields;
        foreach (PresenceField field in fields) Bytes += Encoding.UTF8.GetByteCount(field.Name) + field.Json.Length;
    }

    /// <summary>Of a member that tells nothing.</summary>
    public static PresenceInfo Empty { get; } = new([]);

    /// <summary>The members, each name once, in the order in which they were first told.</summary>
    public IReadOnlyList<PresenceField> Fields => _fields;

    /// <summary>The bytes of all names and values, which is what <see cref="PresenceOptions.MaxInfoBytes"/> bounds.</summary>
    public int Bytes { get; }

    /// <summary>The value of a member, or null where there is no such member.</summary>
    public JsonElement? this[string name]
    {
        get
        {
            int at = Array.FindIndex(_fields, field => field.Name == name);
            return at < 0 ? null : JsonElement.Parse(_fields[at].Json.Span);
        }
    }

    /// <summary>For stores, which keep the members apart. Of a repeated name the last one counts.</summary>
    public static PresenceInfo Of(IEnumerable<PresenceField> fields)
    {
        var kept = new List<PresenceField>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (PresenceField field in fields)
        {
            if (field.Name is "id" or "clientId" or "joinedAt" or "updatedAt") continue;
            if (places.TryAdd(field.Name, kept.Count)) kept.Add(field);
            else kept[places[field.Name]] = field;
        }

        return kept.Count == 0 ? Empty : new PresenceInfo([.. kept]);
    }

    /// <summary>Reads a JSON object. False where it is none, or holds text that is no Unicode.</summary>
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out PresenceInfo? info)
    {
        info = null;
        if (json.ValueKind != JsonValueKind.Object) return false;
        try
        {
            // Written anew, so that white space between tokens goes: what is sent on is framed by lines.
            info = Of(json.EnumerateObject().Select(static each => new PresenceField(each.Name, JsonSerializer.SerializeToUtf8Bytes(each.Value, ContractJson.Strict))));
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or JsonException)
        {
            // An escaped surrogate without its pair.
            return false;
        }
    }

    /// <summary>These members, with those of another object in place of the ones of the same names; new ones follow.</summary>
    public PresenceInfo Merge(PresenceInfo over) =>
        over._fields.Length == 0 ? this : _fields.Length == 0 ? over : Of(_fields.Concat(over._fields));

    /// <summary>Whether both tell the same, in the same order and byte for byte.</summary>
    public bool IsSameAs(PresenceInfo other) =>
        _fields.AsSpan().SequenceEqual(other._fields, FieldComparer.Instance);

    private sealed class FieldComparer : IEqualityComparer<PresenceField>
    {
        public static FieldComparer Instance { get; } = new();

        public bool Equals(PresenceField x, PresenceField y) => x.Name == y.Name && x.Json.Span.SequenceEqual(y.Json.Span);

        public int GetHashCode(PresenceField obj) => obj.Name.GetHashCode(StringComparison.Ordinal);
    }
}
