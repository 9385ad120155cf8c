using System.Reflection;
using System.Text.Json.Serialization;
using PubSub.Contracts;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Core.Catalog;

/// <summary>Reads what a record says of its event.</summary>
internal static class EventReader
{
    public static bool IsDeclaration(Type type) =>
        type.IsDefined(typeof(EventAttribute), inherit: false)
        || (type is { IsAbstract: false, IsInterface: false, IsGenericTypeDefinition: false }
            && Arguments(type, typeof(IEvent<>)).Any()
            && !IsCaseOfAnother(type));

    /// <summary>Null where the type is so wrong that nothing more can be said of it.</summary>
    public static EventDeclaration? Read(Type type, Dictionary<Type, ChannelDefinition?> channels, DocSource docs, ContractProblems problems)
    {
        var attribute = type.GetCustomAttribute<EventAttribute>(inherit: false);
        if (attribute is null)
        {
            problems.Add(ContractProblemCode.EventWithoutAttribute, type, "An event needs its name: [Event(\"family:event\")].");
            return null;
        }

        if (type.IsAbstract || type.IsInterface || type.ContainsGenericParameters)
        {
            problems.Add(ContractProblemCode.EventTypeUnusable, type, "An event is a record that can be made: neither abstract nor generic.");
            return null;
        }

        CheckName(type, attribute.Name, problems);
        if (attribute.Version < 1)
            problems.Add(ContractProblemCode.Version, type, nameof(EventAttribute.Version), $"The version is {attribute.Version}; versions begin at 1.");

        bool byClient = Arguments(type, typeof(IClientEvent<>)).Any();
        CheckSerializable(ContractProblems.NameOf(type), type, mustRead: byClient, problems);
        return new EventDeclaration(type, attribute.Name ?? "", ReadDirection(type, attribute, byClient, problems), attribute.Version)
        {
            ChannelType = ReadChannel(type, channels, problems),
            ResultType = ReadResult(type, problems),
            Description = attribute.Description ?? docs.Summary(type),
        };
    }

    /// <summary>Whether a polymorphic event names the type as one of its forms; it is then sent under that event's name.</summary>
    private static bool IsCaseOfAnother(Type type)
    {
        for (Type? up = type.BaseType; up is not null; up = up.BaseType)
        {
            if (up.IsDefined(typeof(EventAttribute), inherit: false)
                && up.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Any(d => d.DerivedType == type)) return true;
        }

        return false;
    }

    private static void CheckName(Type type, string? name, ContractProblems problems)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            problems.Add(ContractProblemCode.EventNameMissing, type, "The event has no name. Names look like 'orders:created'.");
        }
        else if (!EventName.IsValid(name))
        {
            // What is no name may hold anything; it is not repeated in a message that goes to terminals.
            problems.Add(
                ContractProblemCode.EventNameMalformed,
                type,
                $"An event's name has at least two segments joined by ':', each of letters, digits, '_', '.' and '-', at most {EventName.MaxLength} characters in all, such as 'orders:created'.");
        }
        else if (EventName.IsReserved(name))
        {
            problems.Add(ContractProblemCode.EventNameMalformed, type, "Names that begin with 'pubsub:' or 'presence:' belong to the protocol. Choose another family.");
        }
    }

    private static EventDirection ReadDirection(Type type, EventAttribute attribute, bool byClient, ContractProblems problems)
    {
        EventDirection direction = attribute.DeclaredDirection ?? (byClient ? EventDirection.Both : EventDirection.Sse);
        string? problem = !Enum.IsDefined(direction) ? "The direction is none of Sse, Both and Cse."
            : byClient && direction == EventDirection.Sse ? "A client event cannot be server-sent only: implement IEvent<> instead, or leave the direction out."
            : !byClient && direction != EventDirection.Sse ? $"Only a client event can have the direction {direction}: implement IClientEvent<> instead."
            : null;
        if (problem is not null) problems.Add(ContractProblemCode.Direction, type, nameof(EventAttribute.Direction), problem);
        return direction;
    }

    private static Type? ReadChannel(Type type, Dictionary<Type, ChannelDefinition?> channels, ContractProblems problems)
    {
        Type[] declared = [.. Arguments(type, typeof(IEvent<>)).Distinct()];
        switch (declared.Length)
        {
            case 0:
                problems.Add(ContractProblemCode.AttributeWithoutEvent, type, "[Event] belongs on a record that implements IEvent<> or IClientEvent<>.");
                return null;
            case > 1:
                string names = string.Join(", ", declared.Select(ContractProblems.NameOf).Order(StringComparer.Ordinal));
                problems.Add(ContractProblemCode.SeveralChannels, type, $"An event belongs to one channel; this one names {names}.");
                return null;
        }

        Type channel = declared[0];
        if (channels.ContainsKey(channel)) return channel;

        problems.Add(
            ContractProblemCode.ChannelUnknown,
            type,
            channel.IsDefined(typeof(EventChannelAttribute), inherit: false)
                ? $"Its channel {ContractProblems.NameOf(channel)} is in the assembly {channel.Assembly.GetName().Name}, which is not part of the catalogue."
                : $"Its channel {ContractProblems.NameOf(channel)} has no [EventChannel].");
        return null;
    }

    private static Type? ReadResult(Type type, ContractProblems problems)
    {
        Type[] results = [.. Arguments(type, typeof(IClientEvent<,>), position: 1).Distinct()];
        if (results.Length > 1)
        {
            string names = string.Join(", ", results.Select(ContractProblems.NameOf).Order(StringComparer.Ordinal));
            problems.Add(ContractProblemCode.SeveralResults, type, $"An event has one result; this one names {names}.");
            return null;
        }

        if (results.Length == 0) return null;
        CheckSerializable(ContractProblems.NameOf(type), results[0], mustRead: false, problems);
        return results[0];
    }

    /// <summary>Whether JSON can carry a type.</summary>
    /// <param name="declaring">What problems say the type is part of.</param>
    /// <param name="root">The type.</param>
    /// <param name="mustRead">Whether values come in as well.</param>
    /// <param name="problems">Where problems go.</param>
    public static void CheckSerializable(string declaring, Type root, bool mustRead, ContractProblems problems)
    {
        var reader = new WireReader(mustRead);
        reader.Read(root);
        foreach (WireProblem problem in reader.Problems.Where(p => p.Fatal))
            problems.Add(ContractProblemCode.NotSerializable, problem.Where, $"{problem.Message} (Part of {declaring}.)");
    }

    private static IEnumerable<Type> Arguments(Type type, Type openInterface, int position = 0) =>
        type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == openInterface).Select(i => i.GetGenericArguments()[position]);
}
