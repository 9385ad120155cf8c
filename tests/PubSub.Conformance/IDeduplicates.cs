namespace PubSub.Conformance;

/// <summary>The adapter publishes what carries a dedup key once; one whose fixture does not say so must say itself that it cannot.</summary>
public interface IDeduplicates : IAdapterFixture;
