namespace PubSub.Benchmarks.Brokers;

/// <summary>Publishes one event, with its history, by whatever means.</summary>
internal interface IPublisher
{
    /// <summary>Connects, and makes what has to be there.</summary>
    Task StartAsync(int payloadBytes);

    /// <summary>Returns when the broker has confirmed it.</summary>
    Task PublishAsync(int number, int sequence);
}
