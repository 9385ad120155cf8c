using System.Globalization;

namespace PubSub.TestServers;

/// <summary>The servers' folders, which carry the id of the process that made them: those of test processes that were killed are deleted by the next.</summary>
internal static class ServerFolders
{
    private const string Prefix = "pubsub-server-";

    static ServerFolders()
    {
        foreach (string folder in Directory.EnumerateDirectories(Path.GetTempPath(), $"{Prefix}*"))
        {
            string owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out int processId) && !Directory.Exists($"/proc/{processId}")) Delete(folder);
        }
    }

    public static string Create() => Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-")).FullName;

    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone already, another user's, or held by a process that is about to end; it is in the system's temporary folder.
        }
    }
}
