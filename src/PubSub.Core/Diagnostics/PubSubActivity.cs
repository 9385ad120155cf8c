using System.Diagnostics;
using PubSub.Core.Catalog;

namespace PubSub.Core.Diagnostics;

/// <summary>The spans, named after OpenTelemetry's messaging conventions. They carry templates and names, never addresses or payloads.</summary>
internal static class PubSubActivity
{
    public const string SourceName = "PubSub";

    private static readonly ActivitySource s_source = new(SourceName);

    public static Activity? Publish(EventDefinition definition) => Start("publish", ActivityKind.Producer, definition);

    public static Activity? Process(EventDefinition definition) => Start("process", ActivityKind.Consumer, definition);

    public static void Fail(this Activity activity, string code)
    {
        activity.SetStatus(ActivityStatusCode.Error);
        activity.SetTag("error.type", code);
    }

    private static Activity? Start(string operation, ActivityKind kind, EventDefinition definition)
    {
        if (!s_source.HasListeners()) return null;
        Activity? activity = s_source.StartActivity($"{operation} {definition.Channel.Name}", kind);
        activity?.SetTag("messaging.system", "pubsub");
        activity?.SetTag("messaging.operation.name", operation);
        activity?.SetTag("messaging.destination.template", definition.Channel.Name);
        activity?.SetTag("pubsub.event", definition.Label);
        return activity;
    }
}
