using System.Text.Json;
using System.Text.Json.Serialization;
using PubSub.Contracts;

namespace PubSub.WrongContracts;

public static class UnwritableMember
{
    [Event("a:b")]
    public sealed record Holder(Inner Inner) : IEvent<FineChannel>;

    public sealed record Inner(Type Type);
}

public static class UnreadableCollection
{
    [Event("a:b")]
    public sealed record Holder(IReadOnlySet<int> Numbers) : IClientEvent<FineChannel>;
}

public static class UnreadableObject
{
    [Event("a:b")]
    public sealed record Holder(IThing Thing) : IClientEvent<FineChannel>;

    public interface IThing
    {
        string Name { get; }
    }
}

public static class ValueTupleMember
{
    [Event("a:b")]
    public sealed record Holder((int X, int Y) Pair) : IEvent<FineChannel>;
}

public static class StreamMember
{
    [Event("a:b")]
    public sealed record Holder(IAsyncEnumerable<int> Numbers) : IEvent<FineChannel>;
}

public static class KeyThatIsNoText
{
    [Event("a:b")]
    public sealed record Holder(Dictionary<Key, int> Map) : IEvent<FineChannel>;

    public sealed record Key(int X);
}

/// <summary>System.Text.Json can do these; no schema and no TypeScript can tell what they look like.</summary>
public static class OwnConverter
{
    [Event("a:b")]
    public sealed record Holder([property: JsonConverter(typeof(Upper))] string Text, Money Money) : IEvent<FineChannel>;

    [JsonConverter(typeof(MoneyConverter))]
    public sealed record Money(decimal Amount);

    public sealed class Upper : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToUpperInvariant());
    }

    public sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDecimal());

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Amount);
    }
}
