namespace PubSub.Core.Fanout;

/// <summary>What a reader finds at its cursor.</summary>
internal enum LogRead
{
    /// <summary>Entries to read.</summary>
    Data,

    /// <summary>Nothing yet.</summary>
    End,

    /// <summary>The entry was trimmed: the reader is behind the window.</summary>
    Behind,

    /// <summary>The window was begun anew since the reader came there, however quick it was.</summary>
    Restarted,
}
