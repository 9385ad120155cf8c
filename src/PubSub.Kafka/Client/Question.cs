using System.Diagnostics;
using Confluent.Kafka;
using PubSub.Core.Adapters;

namespace PubSub.Kafka.Client;

/// <summary>A question to the brokers, asked as often as it takes. One thread at a time has it.</summary>
/// <param name="what">What is asked, as the beginning of a sentence.</param>
/// <param name="partition">The partition that it is about, or null.</param>
internal abstract class Question(string what, TopicPartition? partition)
{
    private long? _firstAsked;
    private long _lastAsked;

    public string What => what;

    public TopicPartition? Partition => partition;

    /// <summary>How long it has been asked.</summary>
    public TimeSpan Elapsed => _firstAsked is { } first ? Stopwatch.GetElapsedTime(first) : TimeSpan.Zero;

    /// <summary>How long ago it was asked last.</summary>
    public TimeSpan SinceAsked => Stopwatch.GetElapsedTime(_lastAsked);

    /// <summary>Asks, on the caller's thread, and settles the answer.</summary>
    /// <exception cref="KafkaException">The brokers did not answer within <paramref name="limit"/>, or refused.</exception>
    public void Ask(TimeSpan limit)
    {
        _lastAsked = Stopwatch.GetTimestamp();
        _firstAsked ??= _lastAsked;
        Settle(limit);
    }

    /// <summary>Ends it without an answer.</summary>
    public abstract void Fail(BrokerUnavailableException failure);

    protected abstract void Settle(TimeSpan limit);
}

/// <summary>A question whose answer is a <typeparamref name="T"/>.</summary>
/// <param name="what">What is asked, as the beginning of a sentence.</param>
/// <param name="partition">The partition that it is about, or null.</param>
/// <param name="ask">Asks, for as long as it is told.</param>
internal sealed class Question<T>(string what, TopicPartition? partition, Func<TimeSpan, T> ask) : Question(what, partition)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public override void Fail(BrokerUnavailableException failure) => _answer.TrySetException(failure);

    protected override void Settle(TimeSpan limit) => _answer.TrySetResult(ask(limit));
}
