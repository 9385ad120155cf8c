namespace PubSub.MultiNode.Tests.Load;

/// <summary>An event as a history tells it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="Sequence">Its number among those of its publisher.</param>
internal readonly record struct LedgerEvent(string Id, int Publisher, int Sequence);
