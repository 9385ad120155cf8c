using System.Reflection;

namespace PubSub.Kafka.Tests.Support;

/// <summary>Stands in for an object of the client library: its interfaces have dozens of members, of which a test answers a few.</summary>
public class Fake : DispatchProxy
{
    private Func<string, object?[], object?> _answer = (_, _) => null;

    /// <param name="answer">Answers a call by the member's name and its arguments. What answers nothing gets null.</param>
    public static T Of<T>(Func<string, object?[], object?> answer)
        where T : class
    {
        T fake = Create<T, Fake>();
        ((Fake)(object)fake)._answer = answer;
        return fake;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!.Name, args ?? []);
}
