using System.Text.Json;
using System.Text.Json.Nodes;
using PubSub.Contracts;
using PubSub.Core.Catalog.Schemas;

namespace PubSub.Core.Catalog.Manifest;

/// <summary>
/// What a catalogue tells the world: channels, events and their schemas, and nothing of the server: no class, no handler, no rule. The same
/// catalogue gives the same bytes on every machine.
/// </summary>
internal static class ContractManifest
{
    /// <summary>The version of the manifest's own shape.</summary>
    public const int Version = 1;

    /// <summary>Writes a catalogue as UTF-8 JSON without a byte order mark.</summary>
    public static byte[] Write(EventCatalog catalog, DocSource? docs = null, bool indented = false)
    {
        string json = Build(catalog, docs ?? DocSource.BesideAssemblies()).ToJsonString(ManifestJson.Options(indented));
        return System.Text.Encoding.UTF8.GetBytes(json);
    }

    private static JsonObject Build(EventCatalog catalog, DocSource docs) => new()
    {
        ["manifestVersion"] = Version,
        ["channels"] = new JsonArray([.. catalog.Channels.Select(c => (JsonNode)Channel(c))]),
        ["events"] = new JsonArray([.. catalog.Events.Select(e => (JsonNode)Event(e, docs))]),
    };

    private static JsonObject Channel(ChannelDefinition channel)
    {
        var json = new JsonObject
        {
            ["name"] = channel.Name,
            ["parameters"] = new JsonArray([.. channel.Template.Parameters.Select(p => (JsonNode)p)]),
            ["history"] = channel.Retention is null ? null : new JsonObject
            {
                ["retentionMs"] = channel.Retention.Age is { } age ? (long)age.TotalMilliseconds : null,
                ["limit"] = channel.Retention.Count,
            },
            ["ordered"] = channel.Ordered,
            ["public"] = channel.Public,
            ["description"] = channel.Description,
        };
        if (channel.Partitions > 1) json["partitions"] = channel.Partitions;
        if (channel.HasPresence) json["presence"] = true;
        return json;
    }

    private static JsonObject Event(EventDefinition definition, DocSource docs)
    {
        EventSchemas schemas = EventSchemas.Of(definition, docs);
        return new JsonObject
        {
            ["name"] = definition.Name,
            ["version"] = definition.Version,
            ["channel"] = definition.Channel.Name,
            ["direction"] = JsonSerializer.SerializeToNode(definition.Direction, ContractJson.Strict),
            ["description"] = definition.Description,
            ["payload"] = schemas.Payload,
            ["result"] = schemas.Result,
            ["channelParameters"] = schemas.ChannelParameters,
            ["example"] = schemas.Example,
        };
    }
}
