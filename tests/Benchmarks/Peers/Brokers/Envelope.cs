using System.Text;

namespace PubSub.Benchmarks.Brokers;

/// <summary>The bytes that a node puts on a broker for an event, made once.</summary>
internal static class Envelope
{
    public static byte[] OfSize(int payloadBytes)
    {
        const string payload = """{"seq":100000,"p":10,"t":0,"pad":""}""";
        string pad = new('x', payloadBytes - payload.Length);
        return Encoding.ASCII.GetBytes(
            $$$"""{"name":"ledger:entry","channel":"ledger:c0","payload":{{{payload.Insert(payload.Length - 2, pad)}}},"meta":{"version":1,"source":"bench"}}""");
    }
}
