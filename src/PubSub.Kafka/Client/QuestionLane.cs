using System.Collections.Concurrent;

namespace PubSub.Kafka.Client;

/// <summary>Questions that wait, in order, and the threads that ask them. Bounded; thread-safe.</summary>
internal sealed class QuestionLane
{
    private const int Threads = 2;
    private const int MostWaiting = 100_000;

    private readonly BlockingCollection<Question> _waiting = new(MostWaiting);
    private readonly Action<Question> _ask;

    public QuestionLane(string name, Action<Question> ask)
    {
        _ask = ask;
        for (int i = 0; i < Threads; i++) new Thread(Run) { IsBackground = true, Name = $"pubsub-kafka-{name}-{i}" }.Start();
    }

    /// <summary>False where too many questions wait, or the lane is closed.</summary>
    public bool TryAdd(Question question)
    {
        try
        {
            return _waiting.TryAdd(question);
        }
        catch (InvalidOperationException)
        {
            // Closed.
            return false;
        }
    }

    /// <summary>Takes no further questions. Those that wait are still handed to the threads, which then end.</summary>
    public void Close() => _waiting.CompleteAdding();

    private void Run()
    {
        foreach (Question question in _waiting.GetConsumingEnumerable()) _ask(question);
    }
}
