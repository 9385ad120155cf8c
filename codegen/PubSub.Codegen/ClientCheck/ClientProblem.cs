namespace PubSub.Codegen.ClientCheck;

/// <summary>Something of the server in what is to be a client package.</summary>
/// <param name="Code">PUBSUB101 for a type, PUBSUB102 for a reference.</param>
/// <param name="Message">What was found, and what to do.</param>
internal sealed record ClientProblem(string Code, string Message);
