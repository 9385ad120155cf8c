using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PubSub.Codegen.Model;
using PubSub.Contracts;
using PubSub.Core.Catalog;

namespace PubSub.Codegen.Emitting;

/// <summary>Writes a contract's types as TypeScript: the same text on every machine.</summary>
internal sealed partial class TypeScriptEmitter(ContractModel model)
{
    private const string Helpers =
        """
        /** The name of an event. */
        export type EventName = keyof Events;

        /** The name of an event that a client may send. */
        export type ClientEventName = { [Name in EventName]: Events[Name]["direction"] extends "Sse" ? never : Name }[EventName];

        /** An event as subscribers see it. Tell events apart by `name`, and `payload` has the type that belongs to it. */
        export type EventEnvelope<Name extends EventName = EventName> = {
          [N in Name]: {
            /** The event's identity and position. */
            id: string;
            /** The event's canonical name. */
            name: N;
            /** The address of the channel. */
            channel: Events[N]["channel"];
            /** What happened. */
            payload: Events[N]["payload"];
            /** When the event was ordered: ISO 8601, UTC. */
            timestamp: string;
            /** What travels with the event beside its payload. */
            meta?: EventMeta | null;
          };
        }[Name];

        /** What travels with an event beside its payload. */
        export interface EventMeta {
          /** The version of the event's contract. */
          version?: number;
          /** Which server published the event. */
          source?: string;
          /** The request that caused the event. */
          requestId?: string;
          /** The id that the client gave its request, so that it can tell its own events. */
          clientEventId?: string;
          /** The key that orders an event within a channel that allows subdivision. */
          partitionKey?: string;
          /** Everything else, among it the sender's own members, whose names begin with `x-`. */
          [member: string]: unknown;
        }

        /** Any JSON. */
        export type JsonValue = null | boolean | number | string | JsonValue[] | { [member: string]: JsonValue };

        """;

    private readonly TypeScriptNames _names = new(model);

    public string Emit()
    {
        var output = new StringBuilder();
        AppendHeader(output);
        AppendEvents(output);
        output.Append('\n').Append(Helpers.ReplaceLineEndings("\n"));
        foreach ((_, string declaration) in new TypeDeclarations(_names, model.Docs).Declare().OrderBy(d => d.Key, StringComparer.Ordinal))
            output.Append('\n').Append(declaration);
        return output.ToString();
    }

    private void AppendHeader(StringBuilder output) => output.Append($"""
        // Generated from {model.Name}. Do not edit it: change the contract and build again.
        //
        // The types are those of the JSON on the wire. `payload` is what subscribers receive, where every member is written; `input` is what a client may
        // send, where members with a default may be left out. Where the two differ, a type has a second form whose name ends in `Input`. Numbers of 64 bits
        // and more, and decimals, are JSON numbers, which JavaScript reads exactly up to 2^53 and to about 16 digits.


        """.ReplaceLineEndings("\n"));

    private void AppendEvents(StringBuilder output)
    {
        TypeScriptText.AppendDoc(output, "The events by name.", "");
        output.Append("export interface Events {\n");
        foreach (EventModel e in model.Events)
        {
            EventDefinition definition = e.Definition;
            TypeScriptText.AppendDoc(output, definition.Description, "  ");
            output.Append($$"""
                  {{TypeScriptText.Literal(definition.Name)}}: {
                    payload: {{Expression(e.Payload, sent: false)}};
                    input: {{(definition.IsClientSendable ? Expression(e.Payload, sent: true) : "never")}};
                    result: {{(e.Result is null ? "null" : Expression(e.Result, sent: false))}};
                    channel: {{Channel(definition.Channel)}};
                    params: {{(e.Parameters is null ? "null" : Expression(e.Parameters, sent: false))}};
                    direction: {{JsonSerializer.Serialize(definition.Direction, ContractJson.Strict)}};
                    version: {{definition.Version.ToString(CultureInfo.InvariantCulture)}};
                  };

                """.ReplaceLineEndings("\n"));
        }

        output.Append("}\n");
    }

    private string Expression(Core.Catalog.Wire.WireType type, bool sent) => new TypeExpressions(_names).Of(type, nullable: false, sent);

    private static string Channel(ChannelDefinition channel) =>
        string.Join(" | ", FormsOf(channel.Name).Select(form => form.Contains('{') ? $"`{Parameter().Replace(form, "${string}")}`" : TypeScriptText.Literal(form)));

    /// <summary>The addresses of a channel, the shortest first: optional parameters may be left out.</summary>
    private static IEnumerable<string> FormsOf(string template)
    {
        string[] segments = template.Split(':');
        int shortest = Array.FindIndex(segments, s => s.EndsWith("?}", StringComparison.Ordinal)) is >= 0 and int at ? at : segments.Length;
        return Enumerable.Range(shortest, segments.Length - shortest + 1).Select(count => string.Join(':', segments[..count]));
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
