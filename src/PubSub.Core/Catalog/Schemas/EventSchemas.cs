using System.Text.Json.Nodes;
using PubSub.Core.Catalog.Wire;

namespace PubSub.Core.Catalog.Schemas;

/// <summary>The JSON Schemas of one event.</summary>
internal sealed class EventSchemas
{
    private EventSchemas(JsonObject payload, JsonObject? result, JsonObject? channelParameters, JsonNode? example)
    {
        Payload = payload;
        Result = result;
        ChannelParameters = channelParameters;
        Example = example;
    }

    public JsonObject Payload { get; }

    /// <summary>Null where the event has no result.</summary>
    public JsonObject? Result { get; }

    /// <summary>An object with one member a parameter; null where the channel has none.</summary>
    public JsonObject? ChannelParameters { get; }

    /// <summary>A payload that the contract accepts.</summary>
    public JsonNode? Example { get; }

    public static EventSchemas Of(EventDefinition definition, DocSource docs)
    {
        JsonObject payload = new SchemaWriter(incoming: definition.IsClientSendable, docs).Write(new WireReader(definition.IsClientSendable).Read(definition.PayloadType));
        JsonObject? result = definition.ResultType is null
            ? null
            : new SchemaWriter(incoming: false, docs).Write(new WireReader(mustRead: false).Read(definition.ResultType));
        return new EventSchemas(payload, result, OfParameters(definition.Channel, docs), ExampleWriter.Write(payload));
    }

    /// <summary>The schema of a channel's parameters, each with an example; null where the channel has none.</summary>
    public static JsonObject? OfParameters(ChannelDefinition channel, DocSource docs)
    {
        if (channel.Parameters.Count == 0) return null;
        JsonObject? all = channel.ParametersType is { } type ? new SchemaWriter(incoming: true, docs).Write(new WireReader(mustRead: false).Read(type)) : null;
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (ChannelParameter parameter in channel.Parameters)
        {
            JsonObject property = all is null ? new JsonObject { ["type"] = "string" } : (JsonObject)all["properties"]![parameter.Name]!.DeepClone();
            property.Remove("readOnly");
            if (parameter.Type == typeof(string)) property["minLength"] ??= 1;
            property["examples"] = new JsonArray(ExampleWriter.Write(property, parameter.Name));
            properties[parameter.Name] = property;
            if (required.Count < channel.Template.RequiredCount) required.Add((JsonNode)parameter.Name);
        }

        var schema = new JsonObject { ["$schema"] = SchemaWriter.Dialect };
        if (all?["description"] is { } description) schema["description"] = description.DeepClone();
        schema["type"] = "object";
        schema["properties"] = properties;
        schema["required"] = required;
        schema["additionalProperties"] = false;
        return schema;
    }
}
