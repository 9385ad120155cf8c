using System.Text.Json.Nodes;
using PubSub.Codegen.Model;
using PubSub.Core.Catalog.Manifest;

namespace PubSub.Codegen.Emitting;

/// <summary>Writes an npm package that holds the types and schemas, and no code.</summary>
internal static class NpmEmitter
{
    public static IEnumerable<(string Path, string Content)> Emit(GenerateArguments arguments, ContractModel model, string types)
    {
        yield return ("index.d.ts", types);
        yield return ("package.json", Package(arguments, model));
        yield return ("README.md", ReadMe(arguments, model));
    }

    private static string Package(GenerateArguments arguments, ContractModel model)
    {
        var package = new JsonObject
        {
            ["name"] = arguments.NpmName,
            ["version"] = arguments.PackageVersion,
            ["description"] = $"Types and JSON Schemas of the events of {model.Name}.",
            ["types"] = "index.d.ts",
            ["exports"] = new JsonObject
            {
                ["."] = new JsonObject { ["types"] = "./index.d.ts" },
                ["./schemas/*"] = "./schemas/*",
                ["./package.json"] = "./package.json",
            },
            ["files"] = new JsonArray("index.d.ts", "schemas"),
            ["sideEffects"] = false,
        };
        return package.ToJsonString(ManifestJson.Options(indented: true)) + "\n";
    }

    private static string ReadMe(GenerateArguments arguments, ContractModel model)
    {
        string events = string.Concat(model.Events.Select(e => $"| `{e.Definition.Name}` | `{e.Definition.Channel.Name}` | {Cell(e.Definition.Description)} |\n"));
        string example = model.Events.Count == 0 ? "" :
            $"""

             ```ts
             import type {"{"} EventEnvelope, Events {"}"} from "{arguments.NpmName}";

             type Payload = Events["{model.Events[0].Definition.Name}"]["payload"];
             type Envelope = EventEnvelope<"{model.Events[0].Definition.Name}">;
             ```

             """;
        return
            $"""
             # {arguments.NpmName}

             The types and JSON Schemas (`schemas/`) of the events of {model.Name}, generated from its contract. There is no code in it: import types.
             {example}
             | event | channel | |
             |---|---|---|
             {events}
             """.ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    private static string Cell(string? text) => (text ?? "").ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
