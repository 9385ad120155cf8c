namespace PubSub.Conformance;

/// <summary>The connections between an adapter's nodes and its broker.</summary>
public interface IBrokerSwitch
{
    /// <summary>Returns when no node can reach the broker.</summary>
    ValueTask CutAsync();

    /// <summary>Returns when the broker can be reached again; nodes reconnect by themselves.</summary>
    ValueTask RestoreAsync();
}
