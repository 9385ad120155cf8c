namespace PubSub.EndToEnd.Tests.TypeScript;

/// <summary>Checks a TypeScript file against the types that were generated of the samples' contracts.</summary>
internal static class TypeCheck
{
    /// <summary>Runs <c>tsc --strict</c> over a source, which finds the generated types as <c>./orders</c> and <c>./collab</c>, and answers what it says.</summary>
    public static async Task<string> RunAsync(string folder, string source)
    {
        foreach ((string contract, string module) in new[] { ("Orders.Events", "orders"), ("Collab.Events", "collab") })
            File.Copy(Path.Combine(Repository.Root, "contracts", contract, "generated", "events.ts"), Path.Combine(folder, module + ".ts"), overwrite: true);
        await File.WriteAllTextAsync(Path.Combine(folder, "checked.ts"), source);
        return await TypeScriptCompiler.CheckAsync(folder, "checked.ts");
    }
}
