namespace PubSub.Redis.Connecting;

/// <summary>What a server's refusal means, and what to do about it.</summary>
internal static class RedisRefusal
{
    /// <summary>True where nothing was run, and the same call may be taken in a moment.</summary>
    /// <param name="error">The server's text.</param>
    public static bool IsPassing(string error) => CodeOf(error) is "NOSCRIPT" or "TRYAGAIN" or "LOADING" or "CLUSTERDOWN" || IsOfReplica(error);

    /// <summary>True where the server is not the primary that it is taken for.</summary>
    /// <param name="error">The server's text.</param>
    public static bool IsOfReplica(string error) => CodeOf(error) is "READONLY" or "MASTERDOWN";

    /// <summary>A sentence for an operator, without credentials and without what was sent.</summary>
    /// <param name="display">The servers.</param>
    /// <param name="error">The server's text.</param>
    public static string Explain(string display, string error)
    {
        string what = CodeOf(error) switch
        {
            "NOPERM" => "denies its user what PubSub needs. Grant it the commands, keys and channels that docs/redis.md lists",
            "NOAUTH" => $"asks for a password. Set one in {nameof(RedisOptions)}.{nameof(RedisOptions.Configuration)}",
            "READONLY" or "MASTERDOWN" => "is a read-only replica. Connect to its primary",
            "OOM" => "is out of memory. Raise maxmemory, or shorten the retention of channels",
            "MISCONF" => "does not take writes, because it cannot save. See its log",
            "NOREPLICAS" => "does not take writes, because fewer replicas are there than min-replicas-to-write asks for. Bring them back",
            "LOADING" => "is still loading its data. Wait until it has",
            "CLUSTERDOWN" => "belongs to a cluster that does not serve all slots. Bring the missing nodes back",
            "BUSY" => "is busy with somebody's script. Wait for it, or end it with SCRIPT KILL",
            "WRONGTYPE" => $"holds something else under the names that PubSub uses. Choose another {nameof(RedisOptions.KeyPrefix)}",
            _ => "refused a call",
        };
        return $"Redis at {display} {what} ({WithoutArguments(error)}).";
    }

    /// <summary>The first word of an error, such as <c>NOPERM</c>.</summary>
    public static string CodeOf(string error)
    {
        int end = error.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? error : error[..end];
    }

    // A server that does not know a command repeats what it was sent.
    private static string WithoutArguments(string error)
    {
        int arguments = error.IndexOf(", with args beginning with", StringComparison.OrdinalIgnoreCase);
        return arguments < 0 ? error : error[..arguments];
    }
}
