using System.Globalization;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Fanout;

/// <summary>
/// Which events a session wants: any of some names, and all of some values. Two filters that ask the same are equal, so that an answer is worked
/// out once for both. Immutable.
/// </summary>
internal class EventFilter : IEquatable<EventFilter>
{
    private const int MostConditions = 16;
    private const int LongestCondition = 512;

    private readonly string _key;
    private readonly string[] _names;
    private readonly Condition[] _conditions;
    private readonly int _hash;

    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidRequest"/>.</exception>
    protected EventFilter(IReadOnlyCollection<string> names, IReadOnlyCollection<string> where)
    {
        _names = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _conditions = [.. where.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Parse)];
        _key = JsonSerializer.Serialize(new { names = _names, where = _conditions.Select(c => new { path = c.Path, value = c.Value }) });
        _hash = _key.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>Makes a filter of repeated <c>event=</c> (or) and <c>where=path:value</c> (and); null where there is neither.</summary>
    /// <exception cref="PubSubException"><see cref="ErrorCode.InvalidRequest"/>.</exception>
    public static EventFilter? Create(IReadOnlyCollection<string> names, IReadOnlyCollection<string> where)
    {
        if (names.Count == 0 && where.Count == 0) return null;
        if (where.Count > MostConditions) throw new PubSubException(ErrorCode.InvalidRequest, $"At most {MostConditions} 'where' conditions are allowed.");
        return new EventFilter(names, where);
    }

    /// <summary>Whether an envelope passes. One that holds half a surrogate pair where it is looked at has no value to compare, and does not.</summary>
    public virtual bool Matches(ReadOnlySpan<byte> envelope)
    {
        try
        {
            if (_names.Length > 0 && !MatchesName(envelope)) return false;
            foreach (Condition condition in _conditions)
            {
                if (!condition.Matches(envelope)) return false;
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public bool Equals(EventFilter? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && string.Equals(_key, other._key, StringComparison.Ordinal));

    public override bool Equals(object? obj) => Equals(obj as EventFilter);

    public override int GetHashCode() => _hash;

    // The first colon after the path splits: a path has none, a value may.
    private static Condition Parse(string where)
    {
        int colon = where.IndexOf(':', StringComparison.Ordinal);
        string[] path = colon > 0 ? where[..colon].Split('.') : [];
        if (path.Length == 0 || where.Length > LongestCondition || path.Any(string.IsNullOrEmpty))
        {
            throw new PubSubException(
                ErrorCode.InvalidRequest,
                $"A 'where' condition is path:value, such as payload.region:EU, and at most {LongestCondition} characters long.");
        }

        return new Condition(path, where[(colon + 1)..]);
    }

    private bool MatchesName(ReadOnlySpan<byte> envelope)
    {
        var reader = new Utf8JsonReader(envelope, EnvelopeJson.Reading);
        if (!TryDescend(ref reader, "name")) return false;
        foreach (string name in _names)
        {
            if (reader.ValueTextEquals(name)) return true;
        }

        return false;
    }

    // Leaves the reader on the value of a member of the object that it enters.
    private static bool TryDescend(ref Utf8JsonReader reader, string member)
    {
        if (reader.TokenType == JsonTokenType.None) reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(member);
            reader.Read();
            if (found) return true;
            reader.Skip();
        }

        return false;
    }

    private sealed record Condition(string[] Path, string Value)
    {
        public bool Matches(ReadOnlySpan<byte> envelope)
        {
            var reader = new Utf8JsonReader(envelope, EnvelopeJson.Reading);
            foreach (string member in Path)
            {
                if (!TryDescend(ref reader, member)) return false;
            }

            return reader.TokenType switch
            {
                JsonTokenType.String => reader.ValueTextEquals(Value),
                JsonTokenType.True => string.Equals(Value, "true", StringComparison.Ordinal),
                JsonTokenType.False => string.Equals(Value, "false", StringComparison.Ordinal),
                JsonTokenType.Null => string.Equals(Value, "null", StringComparison.Ordinal),
                JsonTokenType.Number => EqualsNumber(reader.ValueSpan),
                _ => false,
            };
        }

        // 10, 10.0 and 1e1 are one number, whichever of them was sent.
        private bool EqualsNumber(ReadOnlySpan<byte> number) =>
            decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal sent)
                ? decimal.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal wanted) && sent == wanted
                : double.TryParse(number, CultureInfo.InvariantCulture, out double large)
                    && double.TryParse(Value, CultureInfo.InvariantCulture, out double wantedLarge)
                    && large.Equals(wantedLarge);
    }
}
