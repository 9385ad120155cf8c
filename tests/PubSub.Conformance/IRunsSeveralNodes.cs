namespace PubSub.Conformance;

/// <summary>The nodes of the fixture are one system: what one publishes reaches all.</summary>
public interface IRunsSeveralNodes : IAdapterFixture;
