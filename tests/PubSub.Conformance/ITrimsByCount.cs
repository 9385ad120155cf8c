namespace PubSub.Conformance;

/// <summary>The adapter keeps no more events than the channel's retention says; others may keep more.</summary>
public interface ITrimsByCount : IAdapterFixture;
