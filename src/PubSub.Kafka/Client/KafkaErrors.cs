using Confluent.Kafka;
using PubSub.Core.Adapters;
using Code = Confluent.Kafka.ErrorCode;

namespace PubSub.Kafka.Client;

/// <summary>What the client library's errors mean to who runs a host. Neither payloads nor credentials are in them.</summary>
internal static class KafkaErrors
{
    /// <summary>A call that failed, as the exception that the adapter's callers know.</summary>
    /// <param name="tried">What was tried, as the beginning of a sentence: "Publishing to topic 'x'".</param>
    /// <param name="error">The client library's error.</param>
    public static BrokerUnavailableException Unavailable(string tried, Error error) =>
        new($"{tried} failed: {Explain(error)}", new KafkaException(error));

    /// <summary>Why a call failed, and what to do where that is known.</summary>
    public static string Explain(Error error) => error.Code switch
    {
        Code.Local_MsgTimedOut or Code.Local_TimedOut or Code.RequestTimedOut => "no broker answered in time.",
        Code.Local_Transport or Code.Local_AllBrokersDown or Code.NetworkException => $"no broker can be reached ({error.Reason}).",
        Code.Local_Resolve => $"the broker's name cannot be resolved ({error.Reason}).",
        Code.Local_Authentication or Code.SaslAuthenticationFailed => $"the broker refuses the credentials ({error.Reason}).",
        Code.Local_Ssl => $"the TLS connection failed; check ssl.ca.location and the name in the broker's certificate ({error.Reason}).",
        Code.TopicAuthorizationFailed => "the user may not do this to the topic; it needs the operations Describe, Read and Write on it.",
        Code.ClusterAuthorizationFailed => "the user may not do this to the cluster; see the required ACLs in docs/kafka.md.",
        Code.Local_UnsupportedFeature or Code.UnsupportedVersion or Code.UnsupportedForMessageFormat =>
            "the broker is too old: Kafka 2.4 or newer is needed.",
        Code.UnknownTopicOrPart or Code.Local_UnknownTopic or Code.Local_UnknownPartition => "the topic or partition does not exist.",
        Code.NotEnoughReplicas or Code.NotEnoughReplicasAfterAppend => "too few replicas of the partition are in sync (min.insync.replicas).",
        Code.Local_QueueFull => "too much waits to be sent already.",
        _ => $"{error.Reason} ({error.Code}).",
    };

    public static bool IsMissingTopic(Error error) => error.Code is Code.UnknownTopicOrPart or Code.Local_UnknownTopic or Code.Local_UnknownPartition;

    /// <summary>True for what passes by itself within moments, or is then known to last.</summary>
    public static bool IsUnsettled(Error error) =>
        IsMissingTopic(error) || error.Code is Code.NotLeaderForPartition or Code.LeaderNotAvailable or Code.ReplicaNotAvailable or Code.OffsetNotAvailable or Code.Local_WaitCache;

    public static bool IsOutOfRange(Error error) => error.Code is Code.OffsetOutOfRange or Code.Local_AutoOffsetReset;

    /// <summary>True for what the client library gets over by itself.</summary>
    public static bool IsTransient(Error error) =>
        error.Code is Code.Local_Transport or Code.Local_AllBrokersDown or Code.Local_TimedOut or Code.NetworkException or Code.RequestTimedOut or Code.Local_Resolve
            or Code.LeaderNotAvailable or Code.NotLeaderForPartition or Code.BrokerNotAvailable or Code.ReplicaNotAvailable
            // Of the group that nothing joins.
            or Code.GroupCoordinatorNotAvailable or Code.GroupAuthorizationFailed or Code.GroupLoadInProgress or Code.NotCoordinatorForGroup;

    public static bool IsForbidden(Error error) => error.Code is Code.TopicAuthorizationFailed or Code.ClusterAuthorizationFailed;
}
