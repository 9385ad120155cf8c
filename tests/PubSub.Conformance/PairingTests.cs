using System.Text.RegularExpressions;

namespace PubSub.Conformance;

/// <summary>Every adapter in <c>src</c> goes through every part of the suite, or the build's tests fail.</summary>
public partial class PairingTests
{
    [Fact]
    public void Suite_EveryAdapterInTheSources_IsPairedWithEveryPart()
    {
        string[] adapters =
        [
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .SelectMany(file => Adapter().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
                .Order(StringComparer.Ordinal),
        ];
        Type[] parts = [.. typeof(PairingTests).Assembly.GetTypes().Where(t => t.IsAbstract && t.IsGenericTypeDefinition && BaseOf(t) == typeof(AdapterConformance<>))];
        ILookup<string, Type?> paired = typeof(PairingTests).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, BaseType.IsGenericType: true } && parts.Contains(t.BaseType.GetGenericTypeDefinition()))
            .ToLookup(t => ((IAdapterFixture)Activator.CreateInstance(t.BaseType!.GetGenericArguments()[0])!).AdapterType.Name, t => BaseOf(t));

        adapters.ShouldContain("InMemoryAdapter");
        parts.Length.ShouldBeGreaterThanOrEqualTo(4);
        foreach (string adapter in adapters) paired[adapter].ShouldBe(parts, ignoreOrder: true, $"{adapter} is not paired with every part of the suite.");
    }

    // Whatever stands between the name and the base list: a primary constructor, over several lines.
    [GeneratedRegex(@"\bclass\s+(?<name>\w+)[^{;]*?:[^{;]*\bIEventAdapter\b")]
    private static partial Regex Adapter();

    private static Type? BaseOf(Type type) => type.BaseType is { IsGenericType: true } generic ? generic.GetGenericTypeDefinition() : null;
}
