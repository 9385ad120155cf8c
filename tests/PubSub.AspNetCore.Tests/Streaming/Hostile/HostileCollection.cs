namespace PubSub.AspNetCore.Tests.Streaming.Hostile;

/// <summary>Tests that measure memory, watch for exceptions of the whole process or take all of the machine: no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HostileCollection
{
    public const string Name = "Hostile";
}
