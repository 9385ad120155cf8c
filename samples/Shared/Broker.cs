using Microsoft.Extensions.Options;
using PubSub.Core.Hosting;

namespace PubSub.Samples;

/// <summary>What carries the sample's events: the memory of this process, or a broker that several nodes share.</summary>
/// <param name="Name"><c>memory</c>, <c>redis</c> or <c>kafka</c>.</param>
/// <param name="Address">Where it is, in the form that its adapter takes; empty for memory. May hold credentials.</param>
internal sealed record Broker(string Name, string Address)
{
    private const string Choices = "memory, redis, kafka";

    /// <summary>The address as it may be logged: where the broker is, and nothing of who asks.</summary>
    public string AddressWithoutCredentials =>
        Uri.TryCreate(Address, UriKind.Absolute, out Uri? url) && url.Scheme is "redis" or "rediss"
            ? url.Authority + url.AbsolutePath.TrimEnd('/')
            : string.Join(',', Address.Split(',').Where(part => !part.Contains('=')));

    /// <summary>Reads <c>--broker</c> and its address: <c>--redis</c> or <c>REDIS_URL</c>, <c>--kafka</c> or <c>KAFKA_BOOTSTRAP_SERVERS</c>. An address alone chooses its broker.</summary>
    /// <exception cref="ArgumentException">There is no such broker, or both are addressed and none is chosen.</exception>
    private static Broker Read(IConfiguration configuration)
    {
        string? redis = configuration["redis"] ?? configuration["REDIS_URL"], kafka = configuration["kafka"] ?? configuration["KAFKA_BOOTSTRAP_SERVERS"];
        string? chosen = configuration["broker"];
        if (chosen is null && redis is not null && kafka is not null)
            throw new ArgumentException($"There is an address of a Redis and one of a Kafka. Choose with --broker: {Choices}.");

        return (chosen ?? (redis is not null ? "redis" : kafka is not null ? "kafka" : "memory")) switch
        {
            "memory" => new Broker("memory", ""),
            "redis" => new Broker("redis", redis ?? "127.0.0.1:6379"),
            "kafka" => new Broker("kafka", kafka ?? "127.0.0.1:9092"),
            _ => throw new ArgumentException($"There is no broker '{chosen}'. There are: {Choices}."),
        };
    }

    /// <summary>Has the adapter carry the events. Memory is what a host has that chooses nothing.</summary>
    /// <returns>The broker; null where it cannot be used as it is given, which has been said then.</returns>
    public static Broker? Use(PubSubBuilder pubsub, IConfiguration configuration)
    {
        try
        {
            Broker broker = Read(configuration);
            if (broker.Name == "redis") pubsub.UseRedis(broker.Address);
            if (broker.Name == "kafka") pubsub.UseKafka(broker.Address);
            return broker;
        }
        catch (Exception exception) when (exception is ArgumentException or OptionsValidationException)
        {
            Console.Error.WriteLine(exception.Message);
            return null;
        }
    }
}
