namespace PubSub.Benchmarks.Compare.Hosting;

/// <summary>What a process wrote last, cut to a few hundred characters. Safe to use from any thread.</summary>
internal sealed class ProcessOutput
{
    private const int Kept = 20;
    private const int Length = 300;
    private readonly Queue<string> _lines = new();
    private readonly Lock _lock = new();

    public string Tail
    {
        get
        {
            lock (_lock)
            {
                string all = string.Join(" / ", _lines);
                return all.Length <= Length ? all : all[..Length] + "…";
            }
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
