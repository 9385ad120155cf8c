namespace PubSub.Conformance;

/// <summary>The adapter gives no event that is older than the channel's retention says; others may keep it longer.</summary>
public interface ITrimsByAge : IAdapterFixture;
