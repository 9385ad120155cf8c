namespace PubSub.Core.Validation;

/// <summary>What annotations ask of one member.</summary>
/// <param name="JsonName">Its name in JSON.</param>
/// <param name="ClrName">Its name in the record.</param>
/// <param name="Get">Its accessor.</param>
/// <param name="Rules">Its own rules.</param>
/// <param name="Node">What is asked of the value that it holds, or null where that is nothing.</param>
internal sealed record AnnotationMember(string JsonName, string ClrName, Func<object, object?> Get, AnnotationRule[] Rules, AnnotationNode? Node);
