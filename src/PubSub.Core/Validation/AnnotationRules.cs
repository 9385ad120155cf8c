using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;
using PubSub.Contracts;

namespace PubSub.Core.Validation;

/// <summary>
/// The DataAnnotations of a payload and of everything in it, on positional parameters and properties alike. Read once for each event; checking reads
/// members through the accessors of their JSON contract. Immutable.
/// </summary>
internal sealed class AnnotationRules
{
    private readonly AnnotationNode _root;

    private AnnotationRules(AnnotationNode root) => _root = root;

    /// <summary>The rules of a type, or null where neither it nor anything in it has one.</summary>
    public static AnnotationRules? For(JsonTypeInfo type)
    {
        AnnotationNode root = new AnnotationNodeReader().Read(type);
        return root.IsNeeded ? new AnnotationRules(root) : null;
    }

    /// <summary>What is wrong with a payload, or null where nothing is.</summary>
    public PayloadErrors? Check(object payload)
    {
        var walk = default(Walk);
        walk.Visit(payload, _root);
        return walk.Errors;
    }

    // Nearly every payload is right, and then this makes no object.
    private struct Walk
    {
        // The path is only written out where something is wrong.
        private List<(string? Name, int Index)>? _path;

        public PayloadErrors? Errors { get; private set; }

        public void Visit(object value, AnnotationNode declared)
        {
            if (Errors is { IsFull: true }) return;
            AnnotationNode node = declared.For(value.GetType());
            if (node.Items is { } items)
            {
                int index = 0;
                foreach (object? item in (IEnumerable)value) Descend(null, index++, item, items);
            }
            else if (node.Entries is { } entries)
            {
                foreach ((string key, object? entry) in node.EntriesOf(value)) Descend(key, 0, entry, entries);
            }
            else
            {
                VisitObject(value, node);
            }
        }

        private void VisitObject(object value, AnnotationNode node)
        {
            ValidationContext? context = null;
            bool valid = true;
            foreach (AnnotationMember member in node.Members)
            {
                object? held = member.Get(value);
                foreach (AnnotationRule rule in member.Rules)
                {
                    if (rule.JudgesAlone && rule.Attribute.IsValid(held)) continue;
                    context ??= new ValidationContext(value);
                    context.MemberName = member.ClrName;
                    context.DisplayName = member.JsonName;
                    if (rule.Attribute.GetValidationResult(held, context) is not { } broken) continue;
                    valid = false;
                    Add(member.JsonName, broken);
                }

                if (member.Node is { } within) Descend(member.JsonName, 0, held, within);
            }

            if (node.Rules.Length == 0 && value is not IValidatableObject) return;
            context ??= new ValidationContext(value);
            context.MemberName = null;
            context.DisplayName = node.Type.Name;
            foreach (AnnotationRule rule in node.Rules)
            {
                if (rule.Attribute.GetValidationResult(value, context) is not { } broken) continue;
                valid = false;
                AddByMember(broken, node);
            }

            // As the runtime's own validator does: an object judges itself only once its parts are in order.
            if (!valid || value is not IValidatableObject own) return;
            foreach (ValidationResult broken in own.Validate(context))
            {
                if (broken is not null) AddByMember(broken, node);
            }
        }

        private void Descend(string? name, int index, object? value, AnnotationNode node)
        {
            if (value is null) return;
            // Server code may publish what contains itself; JSON refuses it later, and until then this must end.
            _path ??= [];
            if (_path.Count == ContractJson.MaxDepth) throw new InvalidOperationException($"The payload is nested more deeply than {ContractJson.MaxDepth} levels.");
            _path.Add((name, index));
            Visit(value, node);
            _path.RemoveAt(_path.Count - 1);
        }

        private void AddByMember(ValidationResult broken, AnnotationNode node)
        {
            bool named = false;
            foreach (string clrName in broken.MemberNames)
            {
                named = true;
                Add(node.JsonNameOf(clrName), broken);
            }

            if (!named) Add(null, broken);
        }

        private void Add(string? member, ValidationResult broken)
        {
            string path = PayloadReader.Root;
            foreach ((string? name, int index) in _path ?? []) path = name is null ? JsonPath.Item(path, index) : JsonPath.Member(path, name);
            (Errors ??= new PayloadErrors()).Add(member is null ? path : JsonPath.Member(path, member), broken.ErrorMessage ?? "is refused");
        }
    }
}
