using System.Reflection;

namespace PubSub.Core.Catalog;

/// <summary>Reads contract assemblies into a catalogue, or lists everything that is wrong with them.</summary>
internal static class ContractReader
{
    /// <summary>Reads the declarations and actions of assemblies. Descriptions come from the XML docs beside an assembly where a declaration has none.</summary>
    /// <exception cref="ContractException">Something is wrong; every problem is listed.</exception>
    public static EventCatalog Read(IEnumerable<Assembly> assemblies, ContractScope scope = ContractScope.Host, DocSource? docs = null)
    {
        var problems = new ContractProblems();
        return Read([.. assemblies.Distinct().SelectMany(a => TypesOf(a, problems))], scope, docs, problems);
    }

    /// <summary>Reads what a host serves: its assemblies' declarations and actions, and what its options declare.</summary>
    /// <exception cref="ContractException">Something is wrong; every problem is listed.</exception>
    public static EventCatalog Read(PubSubOptions options)
    {
        var problems = new ContractProblems();
        Type[] types = [.. options.ContractAssemblies.Distinct().SelectMany(a => TypesOf(a, problems))];
        return Read(types, ContractScope.Host, docs: null, problems, options);
    }

    /// <summary>Reads the declarations and actions among types, as <see cref="Read(IEnumerable{Assembly}, ContractScope, DocSource?)"/> does.</summary>
    public static EventCatalog Read(IEnumerable<Type> types, ContractScope scope = ContractScope.Host) => Read([.. types], scope, docs: null, new ContractProblems());

    private static EventCatalog Read(Type[] types, ContractScope scope, DocSource? docs, ContractProblems problems, PubSubOptions? options = null)
    {
        docs ??= DocSource.BesideAssemblies();
        Array.Sort(types, (a, b) => string.CompareOrdinal(a.FullName, b.FullName));
        Dictionary<Type, ChannelDefinition?> records = ReadChannels(types, docs, problems, options);
        List<ChannelDefinition> channels = [.. records.Values.OfType<ChannelDefinition>()];
        List<EventDeclaration> declared = ReadEvents(types, records, docs, problems);
        List<EventDefinition> defined = ReadDefined(options, channels, docs, problems);
        CheckAddresses(channels, problems);
        CheckNames(declared, defined, problems);
        Dictionary<Type, Type> actions = ActionReader.Read(types, declared, scope, problems);
        problems.ThrowIfAny();

        return new EventCatalog(
            channels,
            declared.Select(e => e.ToDefinition(records[e.ChannelType!]!, actions.GetValueOrDefault(e.Type))).Concat(defined),
            options is null ? [] : FreeChannels.Of(options));
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly, ContractProblems problems)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            foreach (string message in e.LoaderExceptions.OfType<Exception>().Select(x => x.Message).Distinct())
                problems.Add(ContractProblemCode.AssemblyUnreadable, assembly, $"The assembly's types cannot be loaded: {message}");
            return e.Types.OfType<Type>();
        }
    }

    /// <summary>A channel that is wrong is there with null, so that its events are not reported for it.</summary>
    private static Dictionary<Type, ChannelDefinition?> ReadChannels(Type[] types, DocSource docs, ContractProblems problems, PubSubOptions? options)
    {
        var channels = new Dictionary<Type, ChannelDefinition?>();
        foreach (Type type in types)
        {
            if (ChannelReader.IsDeclaration(type)) channels[type] = ChannelReader.Read(type, docs, problems, options);
        }

        return channels;
    }

    /// <summary>The events of the channels that the host's code declares; the channels are added to the others.</summary>
    private static List<EventDefinition> ReadDefined(PubSubOptions? options, List<ChannelDefinition> channels, DocSource docs, ContractProblems problems)
    {
        var events = new List<EventDefinition>();
        foreach (ChannelBuilder builder in options?.Defined ?? [])
        {
            if (ChannelReader.Read(builder.Read(), docs, problems) is not { } channel) continue;
            channels.Add(channel);
            events.AddRange(DefinedEventReader.Read(builder, channel, docs, problems));
        }

        return events;
    }

    private static void CheckAddresses(List<ChannelDefinition> channels, ContractProblems problems)
    {
        for (int i = 0; i < channels.Count; i++)
        {
            foreach (ChannelDefinition other in channels.Take(i).Where(other => Overlap(other, channels[i])))
            {
                problems.Add(
                    ContractProblemCode.ChannelNameTaken,
                    channels[i].Where,
                    $"An address of the channel '{channels[i].Name}' may also be one of '{other.Name}' ({other.Where}). Rename one of them.");
            }
        }
    }

    /// <summary>Whether one address fits both. A fixed name beside a template is no conflict: it wins by rule.</summary>
    private static bool Overlap(ChannelDefinition left, ChannelDefinition right) =>
        FormsOf(left).Any(l => FormsOf(right).Any(r => l.Length == r.Length && l.Any(IsParameter) == r.Any(IsParameter) && l.Zip(r).All(IsSame)));

    /// <summary>The segments of the addresses that a channel has: with and without each of its optional parameters.</summary>
    private static IEnumerable<string[]> FormsOf(ChannelDefinition channel)
    {
        string[] segments = channel.Name.Split(':');
        return Enumerable.Range(0, channel.Template.OptionalCount + 1).Select(left => segments[..^left]);
    }

    private static bool IsParameter(string segment) => segment[0] == '{';

    private static bool IsSame((string Left, string Right) pair) =>
        IsParameter(pair.Left) || IsParameter(pair.Right) || string.Equals(pair.Left, pair.Right, StringComparison.Ordinal);

    /// <summary>A name of several segments stands for one event, and any other for one event of its channel.</summary>
    private static void CheckNames(List<EventDeclaration> declared, List<EventDefinition> defined, ContractProblems problems)
    {
        var taken = new Dictionary<(ChannelDefinition? Channel, string Name), string>();
        foreach (EventDeclaration e in declared.Where(e => e.Name.Length > 0)) Take(null, e.Name, ContractProblems.NameOf(e.Type));
        foreach (EventDefinition e in defined)
            Take(e.Name.Contains(':') ? null : e.Channel, e.Name, $"{e.Channel.Where}.Event<{ContractProblems.NameOf(e.PayloadType)}>");

        void Take(ChannelDefinition? channel, string name, string where)
        {
            if (taken.TryAdd((channel, name), where)) return;
            problems.Add(ContractProblemCode.EventNameTaken, where, $"The event name '{name}' is already that of {taken[(channel, name)]}. A name stands for one event.");
        }
    }

    private static List<EventDeclaration> ReadEvents(Type[] types, Dictionary<Type, ChannelDefinition?> channels, DocSource docs, ContractProblems problems) =>
        [.. types.Where(EventReader.IsDeclaration).Select(t => EventReader.Read(t, channels, docs, problems)).OfType<EventDeclaration>()];
}
