using PubSub.Contracts;

namespace PubSub.Core.Validation;

/// <summary>Gathers what is wrong with a payload, by JSON path. Bounded: a large payload that is wrong everywhere does not get a larger answer.</summary>
internal sealed class PayloadErrors
{
    private const int MaxErrors = 64;

    private readonly Dictionary<string, List<string>> _byPath = new(StringComparer.Ordinal);
    private int _count;

    public bool IsEmpty => _count == 0;

    public bool IsFull => _count >= MaxErrors;

    /// <param name="path">Such as <c>$.payload.total</c>.</param>
    /// <param name="message">What is wrong there, without the value.</param>
    public void Add(string path, string message)
    {
        if (IsFull) return;
        if (!_byPath.TryGetValue(path, out List<string>? messages)) _byPath[path] = messages = [];
        messages.Add(message);
        _count++;
    }

    public PubSubException ToException(string eventName, Exception? cause = null) =>
        new(ErrorCode.InvalidPayload, $"The payload does not fit the event '{eventName}'; 'errors' says where.", cause)
        {
            Errors = _byPath.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal),
        };
}
