using System.Reflection;
using PubSub.Codegen.Model;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Codegen.Reading;

/// <summary>Reads a built contract assembly into the model.</summary>
internal static class ContractModelReader
{
    /// <exception cref="ContractException">The contract is wrong, or holds what cannot be expressed in TypeScript; every problem is listed.</exception>
    public static ContractModel Read(GenerateArguments arguments)
    {
        Assembly assembly = new ContractLoadContext(arguments.Assembly, arguments.References).LoadContract();
        RequireSameVocabulary(assembly);

        DocComments? given = arguments.Doc is null ? null : DocComments.Load(arguments.Doc);
        var docs = new DocSource(a => a == assembly && given is not null ? given : DocComments.Beside(a));
        return Read(assembly.GetName().Name!, ContractReader.Read([assembly], ContractScope.Declarations, docs), docs);
    }

    /// <summary>Reads what is in a catalogue into the model.</summary>
    /// <exception cref="ContractException">Something cannot be expressed; every problem is listed.</exception>
    internal static ContractModel Read(string name, EventCatalog catalog, DocSource docs)
    {
        // Readability is the catalogue's to check, event by event; here one reader serves all, so that a type occurs once.
        var reader = new WireReader(mustRead: false);
        EventModel[] events =
        [
            .. catalog.Events.Select(e => new EventModel(
                e,
                reader.Read(e.PayloadType),
                e.ResultType is null ? null : reader.Read(e.ResultType),
                ReadParameters(reader, e.Channel))),
        ];

        var problems = new ContractProblems();
        foreach (WireProblem problem in reader.Problems) problems.Add(ContractProblemCode.NotExpressible, problem.Where, problem.Message);
        foreach (IGrouping<string, EventModel> clash in events.GroupBy(e => e.FileName, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            foreach (EventModel e in clash.Skip(1))
                problems.Add(ContractProblemCode.FileNameTaken, e.Definition.PayloadType, $"The event '{e.Definition.Name}' would share its schema's file with '{clash.First().Definition.Name}'. Rename one of them.");
        }

        problems.ThrowIfAny();
        return new ContractModel(name, catalog, events, docs);
    }

    /// <summary>The channel's parameters as an object; of one channel always the same, so that it is declared once.</summary>
    private static WireObject? ReadParameters(WireReader reader, ChannelDefinition channel)
    {
        if (channel.Parameters.Count == 0 || reader.Read(channel.ParametersType!) is not WireObject all) return null;
        all.Members = [.. channel.Parameters.Select((p, i) => AsParameter(all.Members.First(m => m.Name == p.Name), isOptional: i >= channel.RequiredParameters))];
        return all;
    }

    private static WireMember AsParameter(WireMember member, bool isOptional) => new(member.Name, member.Declaration, member.Type)
    {
        Input = isOptional ? WireInput.Optional : WireInput.Required,
        NullableInput = isOptional,
        NullableOutput = isOptional,
        Output = isOptional ? WireOutput.Sometimes : WireOutput.Always,
    };

    private static void RequireSameVocabulary(Assembly assembly)
    {
        AssemblyName ours = typeof(EventAttribute).Assembly.GetName();
        AssemblyName? theirs = assembly.GetReferencedAssemblies().FirstOrDefault(a => a.Name == ours.Name);
        if (theirs?.Version is null || ours.Version is null || theirs.Version <= ours.Version) return;
        var problems = new ContractProblems();
        problems.Add(ContractProblemCode.AssemblyUnreadable, assembly, $"It is built against {ours.Name} {theirs.Version}, and this generator knows {ours.Version}. Use a generator of the same version.");
        problems.ThrowIfAny();
    }
}
