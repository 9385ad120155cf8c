using PubSub.TestServers;

namespace PubSub.Conformance;

/// <summary>The fixture has a server of its own, which a test may kill, freeze and start again; it keeps its data through a restart.</summary>
public interface IOwnsServer : IAdapterFixture
{
    TestServer Server { get; }
}
