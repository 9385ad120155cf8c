namespace PubSub.Browser.Tests.Support;

/// <summary>The collection of all tests here: they share a browser, and run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser";
}
