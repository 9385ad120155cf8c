namespace PubSub.TestSupport;

/// <summary>An answer as it came over the connection.</summary>
public sealed record RawResponse(int Status, IReadOnlyDictionary<string, string> Headers, string Body);
