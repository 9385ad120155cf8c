using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace PubSub.Redis.Connecting;

/// <summary>A Lua script, called by its hash; its text crosses the network only where the server does not know it, as after a restart.</summary>
internal sealed class RedisScript
{
    private readonly string _text;
    private readonly byte[] _hash;

    private RedisScript(string text)
    {
        _text = text;
#pragma warning disable CA5350 // It is the name that Redis gives to a script, and no protection.
        _hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    /// <summary>The script of one or more files of this assembly, one behind the other.</summary>
    public static RedisScript Of(params ReadOnlySpan<string> files)
    {
        var text = new StringBuilder();
        foreach (string file in files)
        {
            using Stream stream = typeof(RedisScript).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"The assembly has no script '{file}'.");
            using var reader = new StreamReader(stream);
            text.Append(reader.ReadToEnd()).Append('\n');
        }

        return new RedisScript(text.ToString());
    }

    /// <summary>Runs the script on the primary that has the keys.</summary>
    public async Task<RedisResult> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await database.ScriptEvaluateAsync(_hash, keys, arguments, CommandFlags.DemandMaster);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Nothing has run. The client loads the text once for each server.
            return await database.ScriptEvaluateAsync(_text, keys, arguments, CommandFlags.DemandMaster);
        }
    }
}
