namespace PubSub.Benchmarks.Compare.Hosting;

/// <summary>The last lines that a process wrote. Safe to use from any thread.</summary>
internal sealed class ProcessOutput
{
    private const int Kept = 20;
    private readonly Queue<string> _lines = new();
    private readonly Lock _lock = new();

    public string Tail
    {
        get
        {
            lock (_lock) return string.Join(" | ", _lines);
        }
    }

    public void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_lock)
        {
            _lines.Enqueue(line.Trim());
            if (_lines.Count > Kept) _lines.Dequeue();
        }
    }
}
