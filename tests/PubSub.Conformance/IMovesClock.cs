namespace PubSub.Conformance;

/// <summary>The fixture's clock stands still between the steps of a test, and goes where a test wants it, backwards too.</summary>
public interface IMovesClock : IAdapterFixture
{
    void Advance(TimeSpan by);
}
