namespace PubSub.Packaging.Tests;

/// <summary>Tests that share the packed libraries. They run one after another: each starts builds that take all cores.</summary>
[CollectionDefinition(Name)]
public sealed class PackagingCollection : ICollectionFixture<PackedLibraries>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Packaging";
}
