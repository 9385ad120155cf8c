using PubSub.Core.Hosting;

namespace PubSub.TestNode.Hosting;

/// <summary>Chooses the adapter that the command line names.</summary>
internal static class NodeBroker
{
    public static void Use(PubSubBuilder pubsub, NodeSettings node)
    {
        switch (node.Broker)
        {
            case "memory":
                pubsub.UseInMemory();
                break;
            case "redis":
                pubsub.UseRedis(node.Address, options => options.KeyPrefix = node.Prefix);
                break;
            case "kafka":
                pubsub.UseKafka(node.Address, options =>
                {
                    options.Topics.Clear();
                    options.Topics.Add(node.Prefix + "-events");
                    options.LiveTopic = node.Prefix + "-live";
                    options.EpochTopic = node.Prefix + "-epochs";
                });
                break;
            default:
                throw new ArgumentException($"There is no broker '{node.Broker}'.");
        }

        if (node.Idempotency is { } address) pubsub.UseRedisIdempotency(address, options => options.KeyPrefix = node.Prefix);
    }
}
