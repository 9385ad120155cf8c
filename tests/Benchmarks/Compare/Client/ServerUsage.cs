using System.Globalization;

namespace PubSub.Benchmarks.Compare.Client;

/// <summary>What the operating system has accounted to a process so far.</summary>
/// <param name="UserSeconds">CPU time in its own code.</param>
/// <param name="SystemSeconds">CPU time in the kernel.</param>
/// <param name="ResidentKiB">Its memory now.</param>
internal sealed record ServerUsage(double UserSeconds, double SystemSeconds, double ResidentKiB)
{
    private const double TicksPerSecond = 100;

    public static ServerUsage Read(int processId)
    {
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        // The second field is the program's name, which may hold spaces and brackets.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        string resident = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return new ServerUsage(
            Number(fields[11]) / TicksPerSecond,
            Number(fields[12]) / TicksPerSecond,
            Number(resident["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal)));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
