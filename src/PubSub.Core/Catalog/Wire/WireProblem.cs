namespace PubSub.Core.Catalog.Wire;

/// <summary>Something about a type that does not work.</summary>
/// <param name="Where">The type, or the member that brings it in.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Fatal">True where System.Text.Json fails; false where it works by means that no schema and no TypeScript can tell.</param>
internal sealed record WireProblem(string Where, string Message, bool Fatal);
