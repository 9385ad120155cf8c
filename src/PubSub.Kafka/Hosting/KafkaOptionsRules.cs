using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace PubSub.Kafka.Hosting;

/// <summary>What ranges cannot say about the options.</summary>
internal static partial class KafkaOptionsRules
{
    private static readonly string[] s_reserved =
    [
        "bootstrap.servers", "metadata.broker.list", "acks", "request.required.acks", "enable.idempotence", "enable.gapless.guarantee", "message.timeout.ms",
        "delivery.timeout.ms", "max.in.flight", "max.in.flight.requests.per.connection", "transactional.id", "enable.auto.commit", "enable.auto.offset.store",
        "auto.offset.reset", "enable.partition.eof", "isolation.level", "allow.auto.create.topics", "dotnet.producer.delivery.report.fields",
    ];

    // The client library's names for what has an option.
    private static readonly string[] s_linger = ["linger.ms", "queue.buffering.max.ms"];

    public static void Check(KafkaOptions options)
    {
        var problems = new List<string>();
        if (options.Topics.Count == 0) problems.Add($"{nameof(KafkaOptions)}.{nameof(KafkaOptions.Topics)} is empty; it must name one topic at least.");
        string[] names = [.. options.Topics, options.LiveTopic, options.EpochTopic];
        foreach (string name in names)
        {
            if (!TopicName().IsMatch(name) || name is "." or "..")
                problems.Add($"'{name}' is no name of a Kafka topic: 1 to 249 letters, digits, dots, underscores and hyphens.");
        }

        foreach (string twice in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key))
            problems.Add($"The topic '{twice}' is listed twice; {nameof(KafkaOptions.Topics)}, {nameof(KafkaOptions.LiveTopic)} and {nameof(KafkaOptions.EpochTopic)} must differ.");
        foreach (string reserved in options.Client.Keys.Intersect(s_reserved, StringComparer.Ordinal))
            problems.Add($"{nameof(KafkaOptions)}.{nameof(KafkaOptions.Client)} must not set '{reserved}': the adapter does.");
        foreach (string linger in options.Client.Keys.Intersect(s_linger, StringComparer.Ordinal))
            problems.Add($"{nameof(KafkaOptions)}.{nameof(KafkaOptions.Client)} must not set '{linger}': set {nameof(KafkaOptions)}.{nameof(KafkaOptions.Linger)}.");
        // Shown to nobody: what stands before the sign may be a password.
        if (options.BootstrapServers.Contains('@', StringComparison.Ordinal))
        {
            problems.Add($"{nameof(KafkaOptions)}.{nameof(KafkaOptions.BootstrapServers)} must not hold credentials: give host:port, several joined by commas, and set " +
                $"sasl.username and sasl.password in {nameof(KafkaOptions)}.{nameof(KafkaOptions.Client)}.");
        }

        if (problems.Count > 0) throw new OptionsValidationException(nameof(KafkaOptions), typeof(KafkaOptions), problems);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,249}\z")]
    private static partial Regex TopicName();
}
