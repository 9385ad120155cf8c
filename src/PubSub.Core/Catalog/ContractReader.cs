using System.Reflection;
using PubSub.Contracts;

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
        return Read(types, ContractScope.Host, docs: null, problems, FreeChannels.Of(options));
    }

    /// <summary>Reads the declarations and actions among types, as <see cref="Read(IEnumerable{Assembly}, ContractScope, DocSource?)"/> does.</summary>
    public static EventCatalog Read(IEnumerable<Type> types, ContractScope scope = ContractScope.Host) => Read([.. types], scope, docs: null, new ContractProblems());

    private static EventCatalog Read(Type[] types, ContractScope scope, DocSource? docs, ContractProblems problems, IReadOnlyList<ChannelDefinition>? free = null)
    {
        docs ??= DocSource.BesideAssemblies();
        Array.Sort(types, (a, b) => string.CompareOrdinal(a.FullName, b.FullName));
        Dictionary<Type, ChannelDefinition?> channels = ReadChannels(types, docs, problems);
        List<EventDeclaration> events = ReadEvents(types, channels, docs, problems);
        Dictionary<Type, Type> actions = ActionReader.Read(types, events, scope, problems);
        problems.ThrowIfAny();

        return new EventCatalog(
            channels.Values.OfType<ChannelDefinition>(),
            events.Select(e => e.ToDefinition(channels[e.ChannelType!]!, actions.GetValueOrDefault(e.Type))),
            free);
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
    private static Dictionary<Type, ChannelDefinition?> ReadChannels(Type[] types, DocSource docs, ContractProblems problems)
    {
        var channels = new Dictionary<Type, ChannelDefinition?>();
        foreach (Type type in types)
        {
            if (ChannelReader.IsDeclaration(type)) channels[type] = ChannelReader.Read(type, docs, problems);
        }

        ChannelDefinition[] usable = [.. channels.Values.OfType<ChannelDefinition>()];
        for (int i = 0; i < usable.Length; i++)
        {
            foreach (ChannelDefinition other in usable.Take(i).Where(other => Overlap(other.Template, usable[i].Template)))
            {
                problems.Add(
                    ContractProblemCode.ChannelNameTaken,
                    usable[i].ClrType!,
                    $"An address of the channel '{usable[i].Name}' may also be one of '{other.Name}' ({ContractProblems.NameOf(other.ClrType!)}). Rename one of them.");
            }
        }

        return channels;
    }

    /// <summary>Whether one address fits both. A fixed name beside a template is no conflict: it wins by rule.</summary>
    private static bool Overlap(ChannelTemplate left, ChannelTemplate right)
    {
        if (left.IsParametric != right.IsParametric || left.SegmentCount != right.SegmentCount) return false;
        return left.Text.Split(':').Zip(right.Text.Split(':')).All(pair =>
            pair.First[0] == '{' || pair.Second[0] == '{' || string.Equals(pair.First, pair.Second, StringComparison.Ordinal));
    }

    private static List<EventDeclaration> ReadEvents(
        Type[] types,
        Dictionary<Type, ChannelDefinition?> channels,
        DocSource docs,
        ContractProblems problems)
    {
        List<EventDeclaration> events =
            [.. types.Where(EventReader.IsDeclaration).Select(t => EventReader.Read(t, channels, docs, problems)).OfType<EventDeclaration>()];
        foreach (IGrouping<string, EventDeclaration> group in events.Where(e => e.Name.Length > 0).GroupBy(e => e.Name, StringComparer.Ordinal))
        {
            EventDeclaration first = group.First();
            foreach (EventDeclaration other in group.Skip(1))
            {
                problems.Add(
                    ContractProblemCode.EventNameTaken,
                    other.Type,
                    $"The event name '{other.Name}' is already that of {ContractProblems.NameOf(first.Type)}. A name stands for one event.");
            }
        }

        return events;
    }
}
