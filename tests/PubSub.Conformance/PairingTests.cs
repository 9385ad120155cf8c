using System.Text.RegularExpressions;

namespace PubSub.Conformance;

/// <summary>
/// Every adapter, idempotency store and presence store in <c>src</c> goes through every part of the suite that one of its fixtures is able to, or the build's tests
/// fail. What a fixture does not say that its adapter can do, the adapter must deny where it has a word for it.
/// </summary>
public partial class PairingTests
{
    private static readonly Type[] s_types = typeof(PairingTests).Assembly.GetTypes();

    [Fact]
    public void Suite_EveryAdapterInTheSources_IsPairedWithEveryPartItsFixturesCanTake()
    {
        string[] adapters = ImplementationsOf(Adapter());
        ILookup<string, Type> fixtures = FixturesBy<IAdapterFixture>(fixture => fixture.AdapterType);

        adapters.ShouldContain("InMemoryAdapter");
        foreach (string adapter in adapters) ShouldBePaired(adapter, PartsOver(typeof(IAdapterFixture)), fixtures[adapter]);
    }

    [Fact]
    public void Suite_EveryIdempotencyStoreInTheSources_IsPaired()
    {
        string[] stores = ImplementationsOf(Store());
        ILookup<string, Type> fixtures = FixturesBy<IIdempotencyStoreFixture>(fixture => fixture.StoreType);

        stores.ShouldContain("InMemoryIdempotencyStore");
        foreach (string store in stores) ShouldBePaired(store, PartsOver(typeof(IIdempotencyStoreFixture)), fixtures[store]);
    }

    [Fact]
    public void Suite_EveryPresenceStoreInTheSources_IsPaired()
    {
        string[] stores = ImplementationsOf(Presence());
        ILookup<string, Type> fixtures = FixturesBy<IPresenceStoreFixture>(fixture => fixture.StoreType);

        stores.ShouldContain("InMemoryPresenceStore");
        foreach (string store in stores) ShouldBePaired(store, PartsOver(typeof(IPresenceStoreFixture)), fixtures[store]);
    }

    private static void ShouldBePaired(string implementation, Type[] parts, IEnumerable<Type> fixtures)
    {
        fixtures.ShouldNotBeEmpty($"{implementation} has no fixture.");
        parts.ShouldNotBeEmpty();
        foreach (Type part in parts)
        {
            Type[] able = [.. fixtures.Where(fixture => CanTake(part, fixture))];
            if (able.Length > 0) able.ShouldContain(fixture => IsPaired(part, fixture), $"{implementation} is not paired with {part.Name}.");
        }

        parts.ShouldContain(part => fixtures.Any(fixture => CanTake(part, fixture)));
    }

    /// <summary>The abstract classes of the suite that hold tests, over one kind of fixture.</summary>
    private static Type[] PartsOver(Type kind) =>
    [
        .. s_types.Where(t => t is { IsAbstract: true, IsGenericTypeDefinition: true } && t.GetGenericArguments() is [{ } fixture]
            && fixture.GetGenericParameterConstraints().Any(kind.IsAssignableFrom)
            && t.GetMethods().Any(m => m.DeclaringType == t && m.IsDefined(typeof(FactAttribute), inherit: false))),
    ];

    private static bool CanTake(Type part, Type fixture) =>
        part.GetGenericArguments()[0].GetGenericParameterConstraints().All(constraint => constraint.IsAssignableFrom(fixture));

    private static bool IsPaired(Type part, Type fixture) => s_types.Any(t => !t.IsAbstract && t.BaseType == part.MakeGenericType(fixture));

    private static ILookup<string, Type> FixturesBy<TFixture>(Func<TFixture, Type> tested) =>
        s_types.Where(t => t is { IsClass: true, IsAbstract: false } && typeof(TFixture).IsAssignableFrom(t))
            .ToLookup(t => tested((TFixture)Activator.CreateInstance(t)!).Name);

    private static string[] ImplementationsOf(Regex declaration) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => declaration.Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
            .Order(StringComparer.Ordinal),
    ];

    // Whatever stands between the name and the base list: a primary constructor, over several lines.
    [GeneratedRegex(@"\bclass\s+(?<name>\w+)[^{;]*?:[^{;]*\bIEventAdapter\b")]
    private static partial Regex Adapter();

    [GeneratedRegex(@"\bclass\s+(?<name>\w+)[^{;]*?:[^{;]*\bIIdempotencyStore\b")]
    private static partial Regex Store();

    [GeneratedRegex(@"\bclass\s+(?<name>\w+)[^{;]*?:[^{;]*\bIPresenceStore\b")]
    private static partial Regex Presence();
}
