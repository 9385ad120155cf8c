namespace PubSub.MultiNode.Tests.Load;

/// <summary>An event whose publisher was told that it is published.</summary>
/// <param name="Channel">Its channel.</param>
/// <param name="Id">Its id, as the publisher was told.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="Sequence">Its number among those of its publisher.</param>
internal readonly record struct Acknowledged(string Channel, string Id, int Publisher, int Sequence);
