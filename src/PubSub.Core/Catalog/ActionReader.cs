using MediatR;
using PubSub.Contracts;
using PubSub.Core.Actions;

namespace PubSub.Core.Catalog;

/// <summary>Finds the actions of events: the classes that handle <see cref="ClientSent{TEvent, TResult}"/>.</summary>
internal static class ActionReader
{
    /// <summary>The action of each event that has one.</summary>
    public static Dictionary<Type, Type> Read(Type[] types, List<EventDeclaration> events, ContractScope scope, ContractProblems problems)
    {
        Dictionary<Type, EventDeclaration> byType = events.ToDictionary(e => e.Type);
        var actions = new Dictionary<Type, Type>();
        foreach ((Type action, Type eventType, Type resultType) in types.SelectMany(Handled))
        {
            if (!byType.TryGetValue(eventType, out EventDeclaration? declaration))
            {
                if (scope == ContractScope.Host)
                    problems.Add(ContractProblemCode.ActionEventUnknown, action, $"It acts on {ContractProblems.NameOf(eventType)}, which is no event of the catalogue.");
                continue;
            }

            Check(action, declaration, resultType, problems);
            if (!actions.TryAdd(eventType, action))
            {
                problems.Add(
                    ContractProblemCode.SeveralActions,
                    action,
                    $"The event '{declaration.Name}' already has the action {ContractProblems.NameOf(actions[eventType])}. An event has one action.");
            }
        }

        if (scope == ContractScope.Host)
        {
            foreach (EventDeclaration e in events.Where(e => e.Direction == EventDirection.Cse && !actions.ContainsKey(e.Type)))
                problems.Add(ContractProblemCode.ActionMissing, e.Type, $"The event '{e.Name}' is not broadcast and has no action, so sending it would do nothing.");
            foreach (EventDeclaration e in events.Where(e => e.ResultType is not null && e.Direction == EventDirection.Both && !actions.ContainsKey(e.Type)))
                problems.Add(ContractProblemCode.ActionMissing, e.Type, $"The event '{e.Name}' promises the result {ContractProblems.NameOf(e.ResultType!)} and has no action to give it.");
        }

        return actions;
    }

    private static void Check(Type action, EventDeclaration declaration, Type resultType, ContractProblems problems)
    {
        if (declaration.Direction == EventDirection.Sse)
            problems.Add(ContractProblemCode.ActionNotSendable, action, $"The event '{declaration.Name}' is server-sent: no client may send it, so its action would never run.");

        Type expected = declaration.ResultType ?? typeof(Unit);
        if (resultType == expected) return;
        problems.Add(
            ContractProblemCode.ActionResult,
            action,
            $"It answers {Describe(resultType)}, but the event '{declaration.Name}' promises {Describe(expected)}.");
    }

    private static string Describe(Type result) => result == typeof(Unit) ? "no result" : ContractProblems.NameOf(result);

    private static IEnumerable<(Type Action, Type EventType, Type ResultType)> Handled(Type type)
    {
        if (type.IsAbstract || type.IsInterface || type.ContainsGenericParameters) yield break;
        foreach (Type contract in type.GetInterfaces())
        {
            if (!contract.IsGenericType || contract.GetGenericTypeDefinition() != typeof(IRequestHandler<,>)) continue;
            Type request = contract.GetGenericArguments()[0];
            if (!request.IsGenericType || request.GetGenericTypeDefinition() != typeof(ClientSent<,>)) continue;
            Type[] arguments = request.GetGenericArguments();
            yield return (type, arguments[0], arguments[1]);
        }
    }
}
