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

    private static readonly Counter<long> s_losses =
        Meter.CreateCounter<long>("pubsub.continuity.losses", "{loss}", "Times that live events may have been lost, by adapter and by what showed it.");

    private static readonly Counter<long> s_refills =
        Meter.CreateCounter<long>("pubsub.window.refills", "{refill}", "Windows over channels that were filled from history, by adapter.");

    private static readonly Counter<long> s_streamChanges =
        Meter.CreateCounter<long>("pubsub.stream.changes", "{change}", "Channels whose stream was found to be another than the one that was read, by adapter.");

    /// <summary>The adapter said so, for instance because its connection dropped.</summary>
    public const string LossSeenByConnection = "connection";

    /// <summary>An event left out offsets.</summary>
    public const string LossSeenByHole = "hole";

    /// <summary>The broker's last event was not the one received last.</summary>
    public const string LossSeenByTop = "top";

    public static void ContinuityLost(string adapter, string seenBy) =>
        s_losses.Add(1, new("messaging.system", adapter), new KeyValuePair<string, object?>("pubsub.seen_by", seenBy));

    public static void Refilled(string adapter) => s_refills.Add(1, new KeyValuePair<string, object?>("messaging.system", adapter));

    public static void StreamChanged(string adapter) => s_streamChanges.Add(1, new KeyValuePair<string, object?>("messaging.system", adapter));

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
