using System.Text;
using System.Text.Json.Nodes;
using PubSub.Codegen.Model;
using PubSub.Core.Catalog.Manifest;
using PubSub.Core.Catalog.Schemas;

namespace PubSub.Codegen.Emitting;

/// <summary>Writes JSON Schemas and the manifest.</summary>
internal static class SchemaEmitter
{
    /// <summary>The schemas by file name: each event's payload and result, each parametric channel's parameters.</summary>
    public static IReadOnlyDictionary<string, string> Emit(ContractModel model)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (EventModel e in model.Events)
        {
            EventSchemas schemas = EventSchemas.Of(e.Definition, model.Docs);
            files[$"{e.FileName}.payload.json"] = Text(schemas.Payload);
            if (schemas.Result is not null) files[$"{e.FileName}.result.json"] = Text(schemas.Result);
            if (schemas.ChannelParameters is not null) files[$"{ChannelFileName(e.Definition.Channel.Name)}.channel.json"] = Text(schemas.ChannelParameters);
        }

        return files;
    }

    public static string EmitManifest(ContractModel model) => Encoding.UTF8.GetString(ContractManifest.Write(model.Catalog, model.Docs, indented: true)) + "\n";

    private static string ChannelFileName(string name) => name.Replace(':', '.').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);

    private static string Text(JsonObject schema) => schema.ToJsonString(ManifestJson.Options(indented: true)) + "\n";
}
