using System.Text;

namespace PubSub.Codegen.Emitting;

/// <summary>A folder of generated text: UTF-8 without a byte order mark, line feeds. A file whose content is unchanged is not touched.</summary>
internal sealed class OutputFolder(string path)
{
    /// <summary>The endings of schema files, by which those of events that are gone are told from anything else in the folder.</summary>
    private static readonly string[] s_endings = [".payload.json", ".result.json", ".channel.json"];

    /// <summary>Writes a file if it is not there with just this content.</summary>
    public void Write(string file, string content)
    {
        string target = Path.Combine(path, file);
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(bytes)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);

        // Written aside and moved, so that who reads meanwhile sees the old file or the new one, never a part.
        string aside = $"{target}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(aside, bytes);
        File.Move(aside, target, overwrite: true);
    }

    /// <summary>Writes all files of a sub-folder and removes the schemas there that are not among them.</summary>
    public void WriteAll(string folder, IReadOnlyDictionary<string, string> files)
    {
        foreach ((string file, string content) in files) Write(Path.Combine(folder, file), content);
        string full = Path.Combine(path, folder);
        if (!Directory.Exists(full)) return;
        foreach (string file in Directory.EnumerateFiles(full))
        {
            string name = Path.GetFileName(file);
            if (!files.ContainsKey(name) && Array.Exists(s_endings, ending => name.EndsWith(ending, StringComparison.Ordinal))) File.Delete(file);
        }
    }
}
