using System.Globalization;
using System.Text.Json;

namespace PubSub.Core.Validation;

/// <summary>What annotations ask of one type: of an object's members, of a list's items or of a dictionary's entries.</summary>
internal sealed class AnnotationNode(Type type)
{
    private readonly Dictionary<string, string> _jsonNames = new(StringComparer.Ordinal);

    public Type Type { get; } = type;

    /// <summary>Whether this or anything below it has a rule.</summary>
    public bool IsNeeded { get; set; }

    public AnnotationRule[] Rules { get; set; } = [];

    /// <summary>The members that have rules or hold what has rules.</summary>
    public AnnotationMember[] Members { get; set; } = [];

    /// <summary>What is asked of each item, where the type is a list.</summary>
    public AnnotationNode? Items { get; set; }

    /// <summary>What is asked of each value, where the type is a dictionary.</summary>
    public AnnotationNode? Entries { get; set; }

    /// <summary>Reads a dictionary's entries; set where <see cref="Entries"/> is.</summary>
    public IEntryReader? EntryReader { get; set; }

    /// <summary>The derived types that a polymorphic member may hold.</summary>
    public Dictionary<Type, AnnotationNode>? Derived { get; set; }

    public AnnotationNode For(Type runtimeType) =>
        runtimeType != Type && Derived is not null && Derived.TryGetValue(runtimeType, out AnnotationNode? derived) ? derived : this;

    public IEnumerable<(string Key, object? Value)> EntriesOf(object value) => EntryReader!.Read(value);

    public void Name(string clrName, string jsonName) => _jsonNames[clrName] = jsonName;

    public string JsonNameOf(string clrName) =>
        _jsonNames.TryGetValue(clrName, out string? jsonName) ? jsonName : JsonNamingPolicy.CamelCase.ConvertName(clrName);

    /// <summary>Reads the entries of any dictionary of its types.</summary>
    internal interface IEntryReader
    {
        IEnumerable<(string Key, object? Value)> Read(object dictionary);
    }

    /// <inheritdoc/>
    internal sealed class EntryReaderOf<TKey, TValue> : IEntryReader
    {
        public IEnumerable<(string Key, object? Value)> Read(object dictionary) =>
            dictionary is IEnumerable<KeyValuePair<TKey, TValue>> pairs
                ? pairs.Select(pair => (Convert.ToString(pair.Key, CultureInfo.InvariantCulture) ?? "", (object?)pair.Value))
                : [];
    }
}
