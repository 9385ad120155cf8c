using System.Reflection;
using Microsoft.Extensions.Options;
using PubSub.Core.Catalog;

namespace PubSub.Core.Hosting;

/// <summary>Checks the options when the host starts: every value that is out of range, and every setting that would do nothing.</summary>
internal sealed class PubSubOptionsValidator(EventCatalog catalog, PubSubOptionsFactory.Registered registered) : IValidateOptions<PubSubOptions>
{
    public ValidateOptionsResult Validate(string? name, PubSubOptions options)
    {
        var problems = new List<string>();
        OptionRanges.Check(nameof(PubSubOptions), options, problems);
        OptionRanges.Check($"{nameof(PubSubOptions)}.{nameof(PubSubOptions.Fanout)}", options.Fanout, problems);
        OptionRanges.Check($"{nameof(PubSubOptions)}.{nameof(PubSubOptions.Presence)}", options.Presence, problems);
        foreach (Type channel in options.Channels.Keys)
        {
            if (!catalog.TryGetChannel(channel, out _))
                problems.Add($"{nameof(PubSubOptions)}.{nameof(PubSubOptions.Channel)}<{channel.Name}> is set, but no contract assembly declares that channel.");
        }

        if (!FreeChannels.Of(options).SequenceEqual(catalog.Free))
        {
            problems.Add(
                $"{nameof(PubSubOptions)}.{nameof(PubSubOptions.FreeChannels)} or {nameof(PubSubOptions.AddManagerChannels)} was set after registration, when the catalogue had been read.");
        }

        foreach (ChannelBuilder late in options.Defined.Where(channel => !channel.IsRead))
            problems.Add($"{nameof(PubSubOptions)}.{late.Where} was called after registration, when the catalogue had been read.");

        foreach ((string where, ChannelOptions settings) in Settings(options))
        {
            if (settings.UserInfo is not null && !catalog.Channels.Any(channel => channel.HasPresence && options.OptionsOf(channel) == settings))
                problems.Add($"{where}.{nameof(ChannelOptions.UserInfo)} is set, but the channel has no presence.");
        }

        if (options.Presence.UserInfo is not null && !catalog.Channels.Concat(catalog.Free).Any(static channel => channel.HasPresence))
            problems.Add($"{nameof(PubSubOptions)}.{nameof(PubSubOptions.Presence)}.{nameof(PresenceOptions.UserInfo)} is set, but no channel has presence.");

        foreach (Assembly late in options.ContractAssemblies.Except(registered.Assemblies))
        {
            problems.Add(
                $"{nameof(PubSubOptions)}.{nameof(PubSubOptions.ContractAssemblies)} was given '{late.GetName().Name}' after registration, when the catalogue had been read.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<(string Where, ChannelOptions Settings)> Settings(PubSubOptions options) =>
        options.Channels.Select(each => ($"{nameof(PubSubOptions)}.{nameof(PubSubOptions.Channel)}<{each.Key.Name}>", each.Value))
            .Concat(options.Defined.Select(each => ($"{nameof(PubSubOptions)}.{each.Where}", each.Options)));
}
