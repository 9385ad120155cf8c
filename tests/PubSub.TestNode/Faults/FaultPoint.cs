namespace PubSub.TestNode.Faults;

/// <summary>Where in a request a node fails.</summary>
public enum FaultPoint
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>In the action, before its effect.</summary>
    BeforeEffect,

    /// <summary>In the action, after its effect.</summary>
    AfterEffect,

    /// <summary>When the outcome has been stored and none of its events is published.</summary>
    AfterStoring,

    /// <summary>When the first of the outcome's events has been published, and nobody knows.</summary>
    AfterFirstEvent,
}
