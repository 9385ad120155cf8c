using System.Runtime.InteropServices;

namespace PubSub.TestServers;

/// <summary>Signals that <see cref="System.Diagnostics.Process"/> cannot send, by their numbers on Linux. A process that is gone takes none, silently.</summary>
internal static partial class Signals
{
    public static void Terminate(int processId) => _ = Kill(processId, 15);

    public static void Thaw(int processId) => _ = Kill(processId, 18);

    public static void Freeze(int processId) => _ = Kill(processId, 19);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
