using System.Reflection;
using PubSub.Contracts;
using PubSub.Core.Adapters;

namespace PubSub.Core.Catalog;

/// <summary>Reads what a record says of its channel.</summary>
internal static class ChannelReader
{
    public static bool IsDeclaration(Type type) =>
        type.IsDefined(typeof(EventChannelAttribute), inherit: false)
        || (type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IEventChannel)));

    /// <summary>Null where the channel cannot be used; why is among the problems.</summary>
    /// <param name="type">The record.</param>
    /// <param name="docs">What people are told where the attribute has no sentence.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="options">The host's, or null where there is none.</param>
    public static ChannelDefinition? Read(Type type, DocSource docs, ContractProblems problems, PubSubOptions? options)
    {
        var attribute = type.GetCustomAttribute<EventChannelAttribute>(inherit: false);
        if (attribute is null)
        {
            problems.Add(ContractProblemCode.ChannelWithoutAttribute, type, "A channel needs its name: [EventChannel(\"orders\")].");
            return null;
        }

        if (type.IsAbstract || type.IsInterface || type.ContainsGenericParameters)
        {
            problems.Add(ContractProblemCode.ChannelTypeUnusable, type, "A channel is a record that can be made: neither abstract nor generic.");
            return null;
        }

        if (!type.IsAssignableTo(typeof(IEventChannel)))
            problems.Add(ContractProblemCode.AttributeWithoutChannel, type, "[EventChannel] belongs on a record that implements IEventChannel.");

        return Read(new ChannelDeclaration(ContractProblems.NameOf(type), attribute.Name, attribute, type, type, options?.OptionsFor(type)), docs, problems);
    }

    /// <summary>Null where the channel cannot be used; why is among the problems.</summary>
    public static ChannelDefinition? Read(ChannelDeclaration declaration, DocSource docs, ContractProblems problems)
    {
        EventChannelAttribute said = declaration.Said;
        ChannelRetention? retention = ReadRetention(declaration.Where, said, problems);
        CheckPartitions(declaration.Where, said, problems);
        if (!ChannelTemplate.TryParse(declaration.Name, out ChannelTemplate? template, out string? problem))
        {
            problems.Add(ContractProblemCode.ChannelNameMalformed, declaration.Where, problem);
            return null;
        }

        IReadOnlyList<ChannelParameter>? parameters = declaration.ParametersType is { } type
            ? ParameterReader.Read(type, template, problems)
            : [.. template.Parameters.Select(name => new ChannelParameter(name))];
        return parameters is null ? null : new ChannelDefinition(template, declaration.ClrType)
        {
            Description = said.Description ?? (declaration.ClrType is { } record ? docs.Summary(record) : null),
            HasPresence = said.Presence,
            Options = declaration.Options,
            Ordered = said.Partitions == 1 && (said.Ordered || retention is not null),
            Parameters = parameters,
            ParametersType = declaration.ParametersType,
            Partitions = said.Partitions,
            Public = said.Public,
            Retention = retention,
        };
    }

    private static ChannelRetention? ReadRetention(string where, EventChannelAttribute attribute, ContractProblems problems)
    {
        TimeSpan? age = null;
        if (attribute.HistoryRetention is not null)
        {
            if (Duration.TryParse(attribute.HistoryRetention, out TimeSpan parsed))
            {
                age = parsed;
            }
            else
            {
                problems.Add(
                    ContractProblemCode.Retention,
                    where,
                    nameof(EventChannelAttribute.HistoryRetention),
                    $"'{attribute.HistoryRetention}' is no duration. Write whole numbers with units, such as '500ms', '30s', '15m', '1h', '7d' or '1h30m': more than zero and at most {Duration.Max.Days} days.");
            }
        }

        if (attribute.HistoryLimit < 0)
        {
            problems.Add(
                ContractProblemCode.HistoryLimit,
                where,
                nameof(EventChannelAttribute.HistoryLimit),
                $"The limit is {attribute.HistoryLimit}; it is a number of events, or 0 for no limit.");
        }

        int? count = attribute.HistoryLimit > 0 ? attribute.HistoryLimit : null;
        return age is null && count is null ? null : new ChannelRetention(age, count);
    }

    private static void CheckPartitions(string where, EventChannelAttribute attribute, ContractProblems problems)
    {
        const string member = nameof(EventChannelAttribute.Partitions);
        if (attribute.Partitions is < 1 or > ChannelDefinition.MaxPartitions)
        {
            problems.Add(
                ContractProblemCode.Partitions,
                where,
                member,
                $"The channel has {attribute.Partitions} partitions; it has from 1, which is no subdivision, to {ChannelDefinition.MaxPartitions}.");
        }
        else if (attribute is { Partitions: > 1, Ordered: true })
        {
            problems.Add(
                ContractProblemCode.OrderedPartitions,
                where,
                member,
                "A channel with partitions has an order for each partition key and none over all. Remove Ordered, or the partitions.");
        }
    }
}
