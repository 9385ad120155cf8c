namespace PubSub.Core.Catalog;

/// <summary>The contracts of a host do not make a catalogue. Every problem is listed.</summary>
/// <param name="problems">All that is wrong, in the order of the types' names.</param>
public sealed class ContractException(IReadOnlyList<ContractProblem> problems)
    : Exception($"The event contracts have {problems.Count} problem(s):{Environment.NewLine}" + string.Join(Environment.NewLine, problems))
{
    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<ContractProblem> Problems { get; } = problems;
}
