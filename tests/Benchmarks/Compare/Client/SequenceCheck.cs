using System.Buffers.Text;

namespace PubSub.Benchmarks.Compare.Client;

/// <summary>Finds the payloads in one subscriber's stream, and checks that each publisher's follow one another without a hole. For one thread at a time.</summary>
/// <param name="publishers">How many there are.</param>
/// <param name="received">Is told the time at which each payload was sent.</param>
internal sealed class SequenceCheck(int publishers, Action<long> received)
{
    private static ReadOnlySpan<byte> Seq => "\"seq\":"u8;

    private static ReadOnlySpan<byte> P => ",\"p\":"u8;

    private static ReadOnlySpan<byte> T => ",\"t\":"u8;

    private readonly long[] _last = new long[publishers];

    public long Received { get; private set; }

    /// <summary>Payloads that were lost, repeated or out of order.</summary>
    public long Wrong { get; private set; }

    public long LastOf(int publisher) => _last[publisher];

    /// <summary>Reads all whole payloads.</summary>
    /// <returns>How many bytes are done with; what is left is to be given again with more behind it.</returns>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        int done = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = bytes[done..];
            int start = rest.IndexOf(Seq);
            if (start < 0) return Math.Max(done, bytes.Length - Seq.Length);
            int at = start + Seq.Length;
            if (!Number(rest, ref at, out long seq) || !Literal(rest, P, ref at) || !Number(rest, ref at, out long publisher) || !Literal(rest, T, ref at) || !Number(rest, ref at, out long sent))
                return done + start;
            done += at;
            Check(seq, publisher);
            received(sent);
        }
    }

    /// <summary>A number that ends within the bytes; false where more are needed.</summary>
    private static bool Number(ReadOnlySpan<byte> bytes, ref int at, out long value)
    {
        value = 0;
        if (at >= bytes.Length || !Utf8Parser.TryParse(bytes[at..], out value, out int length) || at + length == bytes.Length) return false;
        at += length;
        return true;
    }

    private static bool Literal(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> literal, ref int at)
    {
        if (!bytes[at..].StartsWith(literal)) return false;
        at += literal.Length;
        return true;
    }

    private void Check(long seq, long publisher)
    {
        Received++;
        if (publisher < 0 || publisher >= publishers || seq != _last[publisher] + 1) Wrong++;
        if (publisher >= 0 && publisher < publishers) _last[publisher] = seq;
    }
}
