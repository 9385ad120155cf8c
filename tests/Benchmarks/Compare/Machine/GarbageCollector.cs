using System.Text.Json;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Machine;

/// <summary>Which garbage collector a server runs with, as its runtime configuration and environment say.</summary>
internal static class GarbageCollector
{
    /// <returns>For example <c>server, concurrent</c>; <c>–</c> where the server is no .NET program or is not built.</returns>
    public static string Of(ServerCommand command)
    {
        if (command.File != "dotnet") return "–";
        string path = Path.ChangeExtension(command.Arguments[0], ".runtimeconfig.json");
        if (!File.Exists(path)) return "–";

        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement properties = default;
        bool hasProperties = file.RootElement.TryGetProperty("runtimeOptions", out JsonElement options) && options.TryGetProperty("configProperties", out properties);
        bool? Setting(string name) => hasProperties && properties.TryGetProperty(name, out JsonElement value) ? value.GetBoolean() : null;

        bool isServer = Variable(command, "DOTNET_gcServer") ?? Setting("System.GC.Server") ?? false;
        bool isConcurrent = Variable(command, "DOTNET_gcConcurrent") ?? Setting("System.GC.Concurrent") ?? true;
        return $"{(isServer ? "server" : "workstation")}, {(isConcurrent ? "concurrent" : "not concurrent")}";
    }

    private static bool? Variable(ServerCommand command, string name) =>
        (command.Environment.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name)) is { } value ? value == "1" : null;
}
