using System.Text;
using System.Text.Json;
using PubSub.Codegen.Tests.Support;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using Shapes;

namespace PubSub.Codegen.Tests;

/// <summary>The types are proved by the compiler: values as System.Text.Json writes them are assigned as literals, which allow no unknown member.</summary>
public class TypeScriptTests
{
    private static readonly EventCatalog s_catalog = ContractReader.Read([typeof(Scalars).Assembly], ContractScope.Declarations);

    [Fact]
    public async Task Types_RealValues_AreAssignable()
    {
        var source = new StringBuilder("import type { EventEnvelope, Events } from \"./events\";\n");
        for (int i = 0; i < ShapeValues.Payloads.Count; i++)
        {
            object value = ShapeValues.Payloads[i];
            EventDefinition definition = s_catalog.Events.Single(e => e.PayloadType.IsInstanceOfType(value));
            string json = JsonSerializer.Serialize(value, definition.PayloadType, ContractJson.Strict);
            source.Append($"export const v{i}: Events[\"{definition.Name}\"][\"payload\"] = {json};\n");
            source.Append($"export const e{i}: EventEnvelope<\"{definition.Name}\"> = {Envelope(definition, json)};\n");
            source.Append($"export const a{i}: EventEnvelope = {Envelope(definition, json)};\n");
        }

        string result = JsonSerializer.Serialize(new Page<Dog>([new Dog { Name = "Rex" }], new Dog(), 1), ContractJson.Strict);
        source.Append($"export const result: Events[\"shapes:objects\"][\"result\"] = {result};\n");

        (await CheckAsync(source.ToString())).ShouldBeEmpty();
    }

    [Fact]
    public async Task Types_WhatTheContractAllows_IsAssignable() =>
        (await CheckAsync(
            """
            import type { ClientEventName, Events } from "./events";
            export const a0: Events["shapes:defaults"]["input"] = { needed: "n" };
            export const a1: Events["shapes:scalars"]["payload"]["guid"] = "x";
            export const a2: Events["shapes:members"]["input"] = { needed: 1, neededMaybeNull: null, asText: "5" };
            export const a3: Events["shapes:root"]["input"] = { left: "l", $type: "left" };
            export const a4: Events["board:renamed"]["channel"] = "tenant:a:board:1:Red";
            export const a5: Events["board:renamed"]["params"] = { tenantId: "a", number: 1, kind: "deep-blue" };
            export const a6: Events["board:renamed"]["version"] = 3;
            export const a7: Events["shapes:enums"]["direction"] = "Both";
            export const a8: Events["shapes:dictionaries"]["payload"]["colours"] = {};
            export const a9: ClientEventName = "shapes:enums";
            export const a10: Events["wall:written"]["channel"] = "wall";
            export const a11: Events["wall:written"]["channel"] = "wall:a";
            export const a12: Events["wall:written"]["channel"] = "wall:a:3";
            export const a13: Events["wall:written"]["params"] = {};
            export const a14: Events["wall:written"]["params"] = { panelId: "a", layer: null };
            """)).ShouldBeEmpty();

    /// <summary>The compiler complains of an expected error that does not occur.</summary>
    [Fact]
    public async Task Types_WhatTheContractForbids_IsRefused() =>
        (await CheckAsync(
            """
            import type { ClientEventName, Events } from "./events";
            // @ts-expect-error
            export const f90: Events["wall:written"]["channel"] = "walls";
            // @ts-expect-error
            export const f0: Events["shapes:defaults"]["payload"] = { needed: "n" };
            // @ts-expect-error
            export const f1: Events["shapes:defaults"]["input"] = {};
            // @ts-expect-error
            export const f2: Events["shapes:defaults"]["input"] = { needed: "n", unknown: 1 };
            // @ts-expect-error
            export const f3: Events["shapes:defaults"]["input"] = { needed: null };
            // @ts-expect-error
            export const f4: Events["shapes:enums"]["payload"]["colour"] = "Blue";
            // @ts-expect-error
            export const f5: Events["shapes:enums"]["payload"]["loud"] = "Red";
            // @ts-expect-error
            export const f6: Events["shapes:polymorphic"]["payload"]["figure"] = { kind: "circle", label: "c", width: 1 };
            // @ts-expect-error
            export const f7: Events["shapes:polymorphic"]["payload"]["figure"] = { label: "c", radius: 1 };
            // @ts-expect-error
            export const f8: Events["shapes:collections"]["payload"]["list"] = ["a", null];
            // @ts-expect-error
            export const f9: Events["shapes:dictionaries"]["payload"]["colours"] = { Pink: 1 };
            // @ts-expect-error
            export const f10: Events["shapes:open"]["payload"]["any"] = null;
            // @ts-expect-error
            export const f11: Events["shapes:open"]["payload"]["element"] = () => 1;
            // @ts-expect-error
            export const f12: Events["board:renamed"]["channel"] = "other:a:board:1:Red";
            // @ts-expect-error
            export const f13: Events["board:renamed"]["input"] = { name: "n" };
            // @ts-expect-error
            export const f14: Events["shapes:enums"]["result"] = {};
            // @ts-expect-error
            export const f15: ClientEventName = "board:renamed";
            """)).ShouldBeEmpty();

    [Fact]
    public async Task Types_SwitchOverName_NarrowsThePayload() =>
        (await CheckAsync(
            """
            import type { EventEnvelope } from "./events";
            export function label(e: EventEnvelope): string {
              switch (e.name) {
                case "board:renamed": return e.payload.name;
                case "shapes:polymorphic": return e.payload.figure.kind === "circle" ? String(e.payload.figure.radius) : String(e.payload.figure.width);
                default: return e.channel;
              }
            }
            """)).ShouldBeEmpty();

    [Fact]
    public void Types_OfEveryShape_AreNeverAny()
    {
        using var folder = new TemporaryFolder();
        Generator.Generate(typeof(Scalars).Assembly, folder.Path);

        File.ReadAllLines(folder["events.ts"]).Where(l => !l.TrimStart().StartsWith('*') && !l.Contains("/**")).ShouldAllBe(l => !System.Text.RegularExpressions.Regex.IsMatch(l, @"\bany\b(?!:)"));
    }

    [Fact]
    public async Task NpmPackage_ImportedByName_HasTheTypes()
    {
        using var folder = new TemporaryFolder();
        Generator.Generate(
            typeof(Orders.Events.OrderCreated).Assembly, folder["generated"], "--npm-output", folder["node_modules/@shop/orders"], "--npm-name", "@shop/orders", "--package-version", "1.2.3");
        File.WriteAllText(
            folder["use.ts"],
            """
            import type { EventEnvelope, Events } from "@shop/orders";
            export const created: Events["orders:created"]["input"] = { orderId: "a", total: 1 };
            export const total = (e: EventEnvelope<"orders:created">): number => e.payload.total;
            """);

        (await TypeScriptCompiler.CheckAsync(folder.Path, "use.ts")).ShouldBeEmpty();
        JsonElement package = JsonElement.Parse(File.ReadAllText(folder["node_modules/@shop/orders/package.json"]));
        package.GetProperty("name").GetString().ShouldBe("@shop/orders");
        package.GetProperty("version").GetString().ShouldBe("1.2.3");
    }

    private static string Envelope(EventDefinition definition, string payload)
    {
        var envelope = new EventEnvelope<JsonElement>(
            new EventId(1, 2, 3), definition.Name, definition.Channel.Name.Replace('{', 'x').Replace('}', 'x'), JsonElement.Parse(payload), DateTimeOffset.UnixEpoch,
            new EventMeta { Version = definition.Version, RequestId = "r" });
        return JsonSerializer.Serialize(envelope, ContractJson.Strict);
    }

    private static async Task<string> CheckAsync(string source)
    {
        using var folder = new TemporaryFolder();
        Generator.Generate(typeof(Scalars).Assembly, folder.Path);
        File.WriteAllText(folder["values.ts"], source);
        return await TypeScriptCompiler.CheckAsync(folder.Path, "values.ts");
    }
}
