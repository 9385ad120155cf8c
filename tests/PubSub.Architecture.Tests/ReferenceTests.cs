using System.Reflection;

namespace PubSub.Architecture.Tests;

/// <summary>References point one way: <c>Contracts ← Core ← {transports, adapters, Testing}</c> and <c>Contracts ← Client</c>.</summary>
public sealed class ReferenceTests
{
    // Who may know whom. A project that is missing here has no business under src until its place is decided.
    private static readonly Dictionary<string, string[]> s_allowed = new(StringComparer.Ordinal)
    {
        ["PubSub.Contracts"] = [],
        ["PubSub.Core"] = ["PubSub.Contracts"],
        ["PubSub.Client"] = ["PubSub.Contracts"],
        ["PubSub.AspNetCore"] = ["PubSub.Core", "PubSub.Contracts"],
        ["PubSub.Testing"] = ["PubSub.Core", "PubSub.Contracts"],
        ["PubSub.Redis"] = ["PubSub.Core", "PubSub.Contracts"],
        ["PubSub.Kafka"] = ["PubSub.Core", "PubSub.Contracts"],
        ["PubSub.Nats"] = ["PubSub.Core", "PubSub.Contracts"],
        ["PubSub.Postgres"] = ["PubSub.Core", "PubSub.Contracts"],
        ["PubSub.Http"] = ["PubSub.Core", "PubSub.Contracts"],
        ["PubSub.Daemon"] = ["PubSub.AspNetCore", "PubSub.Redis", "PubSub.Kafka", "PubSub.Nats", "PubSub.Postgres", "PubSub.Core", "PubSub.Contracts"],
    };

    public static TheoryData<string> Libraries => [.. Projects.Libraries.Select(Projects.NameOf)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Project_References_AreAllowed(string library) =>
        Projects.ProjectReferences(ProjectOf(library)).Except(AllowedFor(library), StringComparer.Ordinal)
            .ShouldBeEmpty($"{library} must not reference these projects; see DESIGN, section 1.");

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Assembly_References_AreAllowed(string library) =>
        Assembly.Load(library).GetReferencedAssemblies().Select(a => a.Name!).Where(IsOurs).Except(AllowedFor(library), StringComparer.Ordinal)
            .ShouldBeEmpty($"{library}.dll must not reference these assemblies; see DESIGN, section 1.");

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Project_Codegen_IsReferencedByNoLibrary(string library) =>
        Projects.ProjectReferences(ProjectOf(library)).ShouldAllBe(name => !name.Contains("Codegen", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Contracts_Packages_AreNone() => Projects.PackageReferences(ProjectOf("PubSub.Contracts")).ShouldBeEmpty();

    [Fact]
    public void Contracts_Assemblies_AreOfTheRuntimeOnly() =>
        Assembly.Load("PubSub.Contracts").GetReferencedAssemblies().Select(a => a.Name!).ShouldAllBe(name => name.StartsWith("System.", StringComparison.Ordinal));

    [Fact]
    public void Core_Assemblies_KnowNoHttp() =>
        Assembly.Load("PubSub.Core").GetReferencedAssemblies().Select(a => a.Name!).Where(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Assembly_TestLibraries_AreReferencedByNone(string library) =>
        Assembly.Load(library).GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => name.StartsWith("xunit", StringComparison.OrdinalIgnoreCase) || name is "Shouldly" or "NSubstitute")
            .ShouldBeEmpty();

    private static bool IsOurs(string assembly) => assembly.StartsWith("PubSub.", StringComparison.Ordinal);

    private static string[] AllowedFor(string library) =>
        s_allowed.TryGetValue(library, out string[]? allowed) ? allowed : throw new InvalidOperationException($"Decide what {library} may reference, and list it here.");

    private static string ProjectOf(string library) => Projects.Libraries.Single(p => Projects.NameOf(p) == library);
}
