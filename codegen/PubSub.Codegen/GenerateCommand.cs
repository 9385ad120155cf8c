using System.Xml;
using PubSub.Codegen.Emitting;
using PubSub.Codegen.Model;
using PubSub.Codegen.Reading;
using PubSub.Core.Catalog;

namespace PubSub.Codegen;

/// <summary><c>pubsub generate</c>: reads a built contract assembly and writes its files, or every problem that it has.</summary>
internal static class GenerateCommand
{
    public static int Run(GenerateArguments arguments, TextWriter errors)
    {
        if (!File.Exists(arguments.Assembly)) throw new UsageException($"There is no assembly '{arguments.Assembly}'.");
        try
        {
            ContractModel model = ContractModelReader.Read(arguments);
            WriteAll(arguments, model);
            return CommandLine.Ok;
        }
        catch (ContractException e)
        {
            // The form that MSBuild takes for errors, one line each.
            foreach (ContractProblem problem in e.Problems) errors.WriteLine($"{arguments.Name} : error {problem.Code}: {problem.Where}: {OneLine(problem.Message)}");
            return CommandLine.Failed;
        }
        catch (Exception e) when (e is BadImageFormatException or XmlException)
        {
            errors.WriteLine($"{arguments.Name} : error PUBSUB902: {OneLine(e.Message)}");
            return CommandLine.Misused;
        }
    }

    private static void WriteAll(GenerateArguments arguments, ContractModel model)
    {
        string types = new TypeScriptEmitter(model).Emit();
        IReadOnlyDictionary<string, string> schemas = SchemaEmitter.Emit(model);

        var output = new OutputFolder(arguments.Output);
        output.Write("events.ts", types);
        output.Write("manifest.json", SchemaEmitter.EmitManifest(model));
        output.WriteAll("schemas", schemas);

        if (arguments.NpmOutput is null) return;
        var npm = new OutputFolder(arguments.NpmOutput);
        foreach ((string path, string content) in NpmEmitter.Emit(arguments, model, types)) npm.Write(path, content);
        npm.WriteAll("schemas", schemas);
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
