using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using PubSub.Benchmarks.Compare.Hosting;
using PubSub.Benchmarks.Compare.Report;
using PubSub.Benchmarks.Compare.Servers;

namespace PubSub.Benchmarks.Compare.Machine;

/// <summary>The machine, the versions and each server's configuration, which the figures hold for.</summary>
internal static class MachineReport
{
    private static readonly TimeSpan s_askLimit = TimeSpan.FromSeconds(10);

    /// <returns>Names and values, in the order in which they are shown. What cannot be found out is "unknown".</returns>
    public static async Task<IReadOnlyList<KeyValuePair<string, string>>> ReadAsync(string root, CancellationToken cancellationToken) =>
    [
        new("date", TimeProvider.System.GetUtcNow().ToString("u", CultureInfo.InvariantCulture)),
        new("commit", await AskAsync(root, "git", ["describe", "--always", "--dirty", "--abbrev=12"], cancellationToken)),
        new("CPU", ProcessorModel()),
        new("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
        new("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB"),
        new("system", await AskAsync(root, "uname", ["-sr"], cancellationToken)),
        new(".NET", RuntimeInformation.FrameworkDescription),
        new("Node", await AskAsync(root, "node", ["--version"], cancellationToken)),
        new("tRPC", PackageVersion(Path.Combine(root, "tests", "Benchmarks", "Peers", "Trpc", "node_modules", "@trpc", "server", "package.json"))),
        new("nginx", await AskAsync(root, "nginx", ["-v"], cancellationToken)),
        new("nchan", await AskAsync(root, "dpkg-query", ["-W", "-f", "${Version}", "libnginx-mod-nchan"], cancellationToken)),
        new("gcc", await AskAsync(root, "gcc", ["-dumpfullversion"], cancellationToken)),
    ];

    /// <summary>Each server's process and garbage collector, in Markdown.</summary>
    public static string Configurations(IEnumerable<ServerDefinition> servers, string root, string tools)
    {
        var table = new MarkdownTable("server", "command", "GC", "remark");
        string folder = Directory.CreateTempSubdirectory("pubsub-bench-").FullName;
        try
        {
            foreach (ServerDefinition server in servers)
            {
                ServerCommand command = server.Command(new ServerPlace(root, tools, folder, 0));
                string arguments = string.Join(' ', command.Arguments.Select(argument => Path.IsPathRooted(argument) ? Path.GetFileName(argument) : argument));
                table.Add(server.Title, $"{Path.GetFileName(command.File)} {Shorten(arguments)}", GarbageCollector.Of(command), server.Remark);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return table.ToString();
    }

    private static string Shorten(string arguments) =>
        string.Join(' ', arguments.Split(' ').Where(part => !part.Contains("Password", StringComparison.Ordinal) && !part.Contains("Certificates", StringComparison.Ordinal)));

    private static string PackageVersion(string file)
    {
        if (!File.Exists(file)) return "not installed";
        using JsonDocument package = JsonDocument.Parse(File.ReadAllText(file));
        return package.RootElement.GetProperty("version").GetString() ?? "unknown";
    }

    private static string ProcessorModel()
    {
        const string key = "model name";
        string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) : null;
        return line is null ? "unknown" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static async Task<string> AskAsync(string root, string file, string[] arguments, CancellationToken cancellationToken)
    {
        var command = new ServerCommand(file, arguments) { WorkingDirectory = root };
        if (command.WhatIsMissing() is not null) return "not installed";
        try
        {
            FinishedProcess finished = await ChildProcess.RunAsync(command, s_askLimit, cancellationToken);
            string answer = finished.Output.Trim() is { Length: > 0 } output ? output : finished.Errors.Trim();
            return finished.ExitCode == 0 && answer.Length > 0 ? answer.Split('\n')[0] : "unknown";
        }
        catch (CompareException)
        {
            return "unknown";
        }
    }
}
