namespace PubSub.TestNode.Work;

/// <summary>The answer to <see cref="WorkAsked"/>: which node ran it.</summary>
public sealed record WorkAnswer(string Node);
