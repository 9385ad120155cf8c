namespace PubSub.Core.Catalog;

/// <summary>The codes of contract problems. A code keeps its meaning for ever; new problems get new numbers.</summary>
internal static class ContractProblemCode
{
    public const string EventNameMissing = "PUBSUB001";
    public const string EventNameMalformed = "PUBSUB002";
    public const string EventNameTaken = "PUBSUB003";
    public const string ChannelNameMalformed = "PUBSUB004";
    public const string ChannelNameTaken = "PUBSUB005";
    public const string ParameterWithoutProperty = "PUBSUB006";
    public const string PropertyOutsideTemplate = "PUBSUB007";
    public const string ParameterType = "PUBSUB008";
    public const string Retention = "PUBSUB009";
    public const string HistoryLimit = "PUBSUB010";
    public const string Version = "PUBSUB011";
    public const string EventWithoutAttribute = "PUBSUB012";
    public const string AttributeWithoutEvent = "PUBSUB013";
    public const string SeveralChannels = "PUBSUB014";
    public const string ChannelUnknown = "PUBSUB015";
    public const string EventTypeUnusable = "PUBSUB016";
    public const string Direction = "PUBSUB017";
    public const string ActionNotSendable = "PUBSUB018";
    public const string SeveralActions = "PUBSUB019";
    public const string ActionMissing = "PUBSUB020";
    public const string ActionResult = "PUBSUB021";
    public const string SeveralResults = "PUBSUB022";
    public const string NotSerializable = "PUBSUB023";
    public const string AttributeWithoutChannel = "PUBSUB024";
    public const string ChannelWithoutAttribute = "PUBSUB025";
    public const string ChannelTypeUnusable = "PUBSUB026";
    public const string AssemblyUnreadable = "PUBSUB027";
    public const string ActionEventUnknown = "PUBSUB028";
    public const string NotExpressible = "PUBSUB029";
    public const string FileNameTaken = "PUBSUB030";
    public const string Partitions = "PUBSUB031";
    public const string OrderedPartitions = "PUBSUB032";
    public const string OptionalParameter = "PUBSUB033";
}
