using System.Runtime.InteropServices;

namespace PubSub.TestServers;

/// <summary>Signals that <see cref="System.Diagnostics.Process"/> cannot send, by their numbers on Linux. A process that is gone takes none, silently.</summary>
internal static partial class Signals
{
    public static void Terminate(int processId) => _ = Kill(processId, 15);

    public static void Thaw(int processId) => _ = Kill(processId, 18);

    /// <summary>Returns when none of its threads runs any more: the signal alone does not wait for that.</summary>
    public static void Freeze(int processId)
    {
        if (Kill(processId, 19) != 0) return;
        SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{processId}") || AllStopped(processId), TimeSpan.FromSeconds(5));
    }

    private static bool AllStopped(int processId)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{processId}/task").All(static thread =>
            {
                string stat = File.ReadAllText(Path.Combine(thread, "stat"));
                // Its name stands in brackets, and may hold any character.
                return stat[stat.LastIndexOf(')') + 2] is 'T' or 't';
            });
        }
        catch (IOException)
        {
            // A thread that ended meanwhile: another look.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
