using System.Reflection;

namespace PubSub.Core.Catalog;

/// <summary>Collects what is wrong, so that the author of a contract sees all of it at once.</summary>
internal sealed class ContractProblems
{
    private readonly List<ContractProblem> _problems = [];

    public void Add(string code, Type type, string message) => Add(code, NameOf(type), message);

    public void Add(string code, Type type, string member, string message) => Add(code, $"{NameOf(type)}.{member}", message);

    public void Add(string code, Assembly assembly, string message) => Add(code, assembly.GetName().Name ?? assembly.ToString(), message);

    public void Add(string code, string where, string member, string message) => Add(code, $"{where}.{member}", message);

    public void Add(string code, string where, string message) => _problems.Add(new ContractProblem(code, where, message));

    /// <exception cref="ContractException">There is a problem.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count == 0) return;
        throw new ContractException(
            [.. _problems.Distinct().OrderBy(p => p.Where, StringComparer.Ordinal).ThenBy(p => p.Code, StringComparer.Ordinal).ThenBy(p => p.Message, StringComparer.Ordinal)]);
    }

    /// <summary>A type as its author writes it.</summary>
    public static string NameOf(Type type)
    {
        if (type.IsArray) return $"{NameOf(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (!type.IsGenericType) return (type.FullName ?? type.Name).Replace('+', '.');
        string definition = (type.GetGenericTypeDefinition().FullName ?? type.Name).Replace('+', '.');
        string name = string.Concat(definition.Split('`').Select((part, i) => i == 0 ? part : part.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')));
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }
}
