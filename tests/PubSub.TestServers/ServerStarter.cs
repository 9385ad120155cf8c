using System.Collections.Concurrent;
using System.Diagnostics;

namespace PubSub.TestServers;

/// <summary>
/// Starts processes that Linux ends with this one, however it ends: a test host that takes its time to say goodbye is killed. The kernel watches the thread
/// that started a process, so all are started by one that lives as long as this process.
/// </summary>
internal static class ServerStarter
{
    private static readonly BlockingCollection<Action> s_starts = [];

    static ServerStarter() => new Thread(Run) { IsBackground = true, Name = "Starts test servers" }.Start();

    /// <summary>What starts the program so that it ends with this process; where the system has no means for that, just what starts it.</summary>
    public static ProcessStartInfo Bind(ProcessStartInfo command)
    {
        if (!Servers.IsOnPath("setpriv")) return command;
        // It becomes the program, so the process's id is the program's.
        string[] arguments = ["--pdeathsig", "KILL", command.FileName, .. command.ArgumentList];
        command.FileName = "setpriv";
        command.ArgumentList.Clear();
        foreach (string argument in arguments) command.ArgumentList.Add(argument);
        return command;
    }

    public static Task StartAsync(Process process)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        s_starts.Add(() =>
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        });
        return started.Task;
    }

    private static void Run()
    {
        foreach (Action start in s_starts.GetConsumingEnumerable()) start();
    }
}
