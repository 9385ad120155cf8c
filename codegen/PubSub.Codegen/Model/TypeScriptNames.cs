using PubSub.Core.Catalog.Wire;

namespace PubSub.Codegen.Model;

/// <summary>
/// The TypeScript names of a contract's types. A type has two forms, and two names, where what may be sent differs from what is received: members that
/// a sender may leave out are always there for a receiver.
/// </summary>
internal sealed class TypeScriptNames
{
    /// <summary>What the generated file declares or uses by itself.</summary>
    private static readonly string[] s_reserved =
        ["Events", "EventName", "ClientEventName", "EventEnvelope", "EventMeta", "JsonValue", "Exclude", "Extract"];

    private readonly IReadOnlyDictionary<Type, string> _received;
    private readonly Dictionary<Type, string> _sent = [];
    private readonly HashSet<WireType> _twoForms;

    public TypeScriptNames(ContractModel model)
    {
        IReadOnlyList<WireType> sent = WireGraph.Reachable(model.Events.Where(e => e.Definition.IsClientSendable).Select(e => e.Payload));
        IReadOnlyList<WireType> all = WireGraph.Reachable(
            model.Events.SelectMany(e => (WireType?[])[e.Payload, e.Result, e.Parameters]).OfType<WireType>());
        Declared = [.. all.Where(t => IsDeclared(t, all))];
        _received = WireNames.Assign(Declared.Select(t => t.ClrType), s_reserved);
        _twoForms = FindTwoForms(sent);

        var taken = new HashSet<string>(_received.Values.Concat(s_reserved), StringComparer.OrdinalIgnoreCase);
        foreach (WireType type in sent.Where(t => _twoForms.Contains(t) && Declared.Contains(t)).OrderBy(t => _received[t.ClrType], StringComparer.Ordinal))
        {
            string name = _received[type.ClrType] + "Input";
            for (int n = 2; !taken.Add(name); n++) name = FormattableString.Invariant($"{_received[type.ClrType]}Input{n}");
            _sent.Add(type.ClrType, name);
        }
    }

    /// <summary>The types that have a declaration of their own.</summary>
    public IReadOnlyList<WireType> Declared { get; }

    /// <summary>Whether a type has a form of its own for sending.</summary>
    public bool HasSentForm(WireType type) => _sent.ContainsKey(type.ClrType) && _twoForms.Contains(type);

    public string Of(WireType type, bool sent) => sent && HasSentForm(type) ? _sent[type.ClrType] : _received[type.ClrType];

    /// <summary>An object that is only ever a case of its own union is written inside that.</summary>
    private static bool IsDeclared(WireType type, IReadOnlyList<WireType> all) => type switch
    {
        WireUnion or WireEnum { IsLocal: false } => true,
        WireObject => !all.Any(t => t is WireUnion && t.ClrType == type.ClrType),
        _ => false,
    };

    /// <summary>Grows the set until nothing is added: what holds a type of two forms has two forms itself.</summary>
    private static HashSet<WireType> FindTwoForms(IReadOnlyList<WireType> types)
    {
        var found = new HashSet<WireType>(ReferenceEqualityComparer.Instance);
        bool grown = true;
        while (grown)
        {
            grown = false;
            foreach (WireType type in types) grown |= !found.Contains(type) && Differs(type, found) && found.Add(type);
        }

        return found;
    }

    private static bool Differs(WireType type, HashSet<WireType> found) => type switch
    {
        WireNumber number => TypeScriptNumbers.Differs(number),
        WireArray array => found.Contains(array.Element.Type),
        WireMap map => found.Contains(map.Value.Type),
        WireUnion union => union.Cases.Any(c => found.Contains(c.Object)),
        WireObject o => o.Members.Any(m =>
            (m.Input == WireInput.Ignored) != (m.Output == WireOutput.Never)
            || (m.Input == WireInput.Optional) != (m.Output == WireOutput.Sometimes)
            || m.NullableInput != m.NullableOutput
            || found.Contains(m.Type)),
        _ => false,
    };
}
