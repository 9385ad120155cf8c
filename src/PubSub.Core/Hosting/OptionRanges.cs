using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace PubSub.Core.Hosting;

/// <summary>Checks the ranges that options declare, and that what they require is set.</summary>
internal static class OptionRanges
{
    /// <summary>Adds a line for each value that is out of its range: the option, the value, what is allowed.</summary>
    public static void Check(string path, object options, List<string> problems)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<RequiredAttribute>() is { } required && !required.IsValid(property.GetValue(options)))
                problems.Add($"{path}.{property.Name} is empty; it must be set.");
            if (property.GetCustomAttribute<RangeAttribute>() is not { } range) continue;
            range.ParseLimitsInInvariantCulture = true;
            object? value = property.GetValue(options);
            if (range.IsValid(value)) continue;
            problems.Add(string.Create(
                CultureInfo.InvariantCulture, $"{path}.{property.Name} is {value}; it must be between {range.Minimum} and {range.Maximum}."));
        }
    }
}
