using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PubSub.Core.Diagnostics;

/// <summary>The names of what is measured, after OpenTelemetry's messaging conventions. Tags have few values: events and codes, never addresses.</summary>
internal static class PubSubMetrics
{
    public const string MeterName = "PubSub";

    internal static Meter Meter { get; } = new(MeterName);

    private static readonly Counter<long> s_sent =
        Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Events handed to the broker.");

    private static readonly Histogram<double> s_operation =
        Meter.CreateHistogram<double>("messaging.client.operation.duration", "s", "How long the broker took to order an event.");

    private static readonly Histogram<double> s_process =
        Meter.CreateHistogram<double>("messaging.process.duration", "s", "How long an action ran.");

    private static readonly Counter<long> s_rejected =
        Meter.CreateCounter<long>("pubsub.requests.rejected", "{request}", "Requests to publish that were refused, by code.");

    public static void Published(string eventName, string adapter, TimeSpan took, string? error)
    {
        if (!s_sent.Enabled && !s_operation.Enabled) return;
        var tags = new TagList { { "messaging.system", adapter }, { "messaging.operation.name", "publish" }, { "pubsub.event", eventName } };
        if (error is not null) tags.Add("error.type", error);
        s_sent.Add(1, tags);
        s_operation.Record(took.TotalSeconds, tags);
    }

    public static void Acted(string eventName, TimeSpan took, string? error)
    {
        if (!s_process.Enabled) return;
        var tags = new TagList { { "messaging.system", "pubsub" }, { "messaging.operation.name", "process" }, { "pubsub.event", eventName } };
        if (error is not null) tags.Add("error.type", error);
        s_process.Record(took.TotalSeconds, tags);
    }

    public static void Rejected(string code) => s_rejected.Add(1, new KeyValuePair<string, object?>("error.type", code));
}
