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
    public static ChannelDefinition? Read(Type type, DocSource docs, ContractProblems problems)
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

        ChannelRetention? retention = ReadRetention(type, attribute, problems);
        CheckPartitions(type, attribute, problems);
        if (!ChannelTemplate.TryParse(attribute.Name, out ChannelTemplate? template, out string? problem))
        {
            problems.Add(ContractProblemCode.ChannelNameMalformed, type, problem);
            return null;
        }

        ChannelParameter[]? parameters = ReadParameters(type, template, problems);
        return parameters is null ? null : new ChannelDefinition(template, type)
        {
            Description = attribute.Description ?? docs.Summary(type),
            Ordered = attribute.Partitions == 1 && (attribute.Ordered || retention is not null),
            Parameters = parameters,
            Partitions = attribute.Partitions,
            Public = attribute.Public,
            Retention = retention,
        };
    }

    private static ChannelRetention? ReadRetention(Type type, EventChannelAttribute attribute, ContractProblems problems)
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
                    type,
                    nameof(EventChannelAttribute.HistoryRetention),
                    $"'{attribute.HistoryRetention}' is no duration. Write whole numbers with units, such as '500ms', '30s', '15m', '1h', '7d' or '1h30m': more than zero and at most {Duration.Max.Days} days.");
            }
        }

        if (attribute.HistoryLimit < 0)
        {
            problems.Add(
                ContractProblemCode.HistoryLimit,
                type,
                nameof(EventChannelAttribute.HistoryLimit),
                $"The limit is {attribute.HistoryLimit}; it is a number of events, or 0 for no limit.");
        }

        int? count = attribute.HistoryLimit > 0 ? attribute.HistoryLimit : null;
        return age is null && count is null ? null : new ChannelRetention(age, count);
    }

    private static void CheckPartitions(Type type, EventChannelAttribute attribute, ContractProblems problems)
    {
        const string member = nameof(EventChannelAttribute.Partitions);
        if (attribute.Partitions is < 1 or > ChannelDefinition.MaxPartitions)
        {
            problems.Add(
                ContractProblemCode.Partitions,
                type,
                member,
                $"The channel has {attribute.Partitions} partitions; it has from 1, which is no subdivision, to {ChannelDefinition.MaxPartitions}.");
        }
        else if (attribute is { Partitions: > 1, Ordered: true })
        {
            problems.Add(
                ContractProblemCode.OrderedPartitions,
                type,
                member,
                "A channel with partitions has an order for each partition key and none over all. Remove Ordered, or the partitions.");
        }
    }

    private static ChannelParameter[]? ReadParameters(Type type, ChannelTemplate template, ContractProblems problems)
    {
        PropertyInfo[] properties = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanRead && p.GetIndexParameters().Length == 0)];
        ParameterInfo[] constructorParameters =
            type.GetConstructors().Select(c => c.GetParameters()).OrderByDescending(p => p.Length).FirstOrDefault() ?? [];
        var found = new List<ChannelParameter>();
        bool sound = true;

        foreach (string name in template.Parameters)
        {
            PropertyInfo? property = properties.FirstOrDefault(p => string.Equals(ChannelParameter.WireNameOf(p), name, StringComparison.Ordinal));
            if (property is null)
            {
                problems.Add(ContractProblemCode.ParameterWithoutProperty, type, name, $"The channel '{template.Text}' has the parameter {{{name}}}, but no public property is written '{name}' in JSON.");
                sound = false;
            }
            else if (!ChannelParameter.Supports(property.PropertyType))
            {
                problems.Add(
                    ContractProblemCode.ParameterType,
                    type,
                    property.Name,
                    $"A channel parameter is a string, an integer, a Guid, a bool or an enum, and not null; this is {ContractProblems.NameOf(property.PropertyType)}.");
                sound = false;
            }
            else
            {
                found.Add(new ChannelParameter(name, property));
            }
        }

        foreach (ParameterInfo parameter in constructorParameters.Where(p => !template.Parameters.Contains(WireNameOf(p, properties), StringComparer.Ordinal)))
        {
            problems.Add(
                ContractProblemCode.PropertyOutsideTemplate,
                type,
                parameter.Name ?? "",
                $"The address '{template.Text}' does not hold this parameter, so no instance could be told by its address. Add it to the name or remove it.");
            sound = false;
        }

        return sound ? [.. found] : null;
    }

    private static string WireNameOf(ParameterInfo parameter, PropertyInfo[] properties)
    {
        PropertyInfo? property = properties.FirstOrDefault(p => string.Equals(p.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
        return property is null ? parameter.Name ?? "" : ChannelParameter.WireNameOf(property);
    }
}
