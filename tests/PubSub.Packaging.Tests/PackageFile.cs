using System.IO.Compression;
using System.Xml.Linq;

namespace PubSub.Packaging.Tests;

/// <summary>A package's entries by name, with their decompressed bytes.</summary>
internal sealed record PackageFile(IReadOnlyDictionary<string, byte[]> Entries)
{
    public static PackageFile Read(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        var entries = new Dictionary<string, byte[]>();
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            entries.Add(entry.FullName, bytes.ToArray());
        }

        return new PackageFile(entries);
    }

    /// <summary>The ids of the packages that this one depends on.</summary>
    public string[] Dependencies()
    {
        byte[] nuspec = Entries.Single(e => e.Key.EndsWith(".nuspec", StringComparison.Ordinal)).Value;
        return [.. XDocument.Load(new MemoryStream(nuspec)).Descendants()
            .Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value)];
    }
}
