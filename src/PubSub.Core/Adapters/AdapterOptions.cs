using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using PubSub.Core.Hosting;

namespace PubSub.Core.Adapters;

/// <summary>How an adapter checks its options when it is registered.</summary>
public static class AdapterOptions
{
    /// <summary>Checks every public property that has a <see cref="RangeAttribute"/> or a <see cref="RequiredAttribute"/>. Values that may be secret must have neither, because the message shows them.</summary>
    /// <exception cref="OptionsValidationException">Each value that is out of range, with the option's name and what is allowed.</exception>
    public static void Check<TOptions>(TOptions options)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(options);
        string name = typeof(TOptions).Name;
        var problems = new List<string>();
        OptionRanges.Check(name, options, problems);
        if (problems.Count > 0) throw new OptionsValidationException(name, typeof(TOptions), problems);
    }
}
