namespace PubSub.Benchmarks.Compare.Servers;

/// <summary>A process to start.</summary>
/// <param name="File">A program on the PATH, or a whole path.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ServerCommand(string File, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string? WorkingDirectory { get; init; }

    /// <summary>Files that must be there before it can be started.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Why it cannot be started here; null where it can.</summary>
    public string? WhatIsMissing()
    {
        if (!IsThere(File)) return $"{File} is not installed";
        return Needs.FirstOrDefault(need => !Path.Exists(need)) is { } missing ? $"{missing} is not there" : null;
    }

    private static bool IsThere(string file) =>
        Path.IsPathRooted(file)
            ? System.IO.File.Exists(file)
            : (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => System.IO.File.Exists(Path.Combine(folder, file)));
}
