using System.Text;
using PubSub.Benchmarks.Compare.Client;

namespace PubSub.Benchmarks.Tests;

public sealed class SequenceCheckTests
{
    private readonly List<long> _sent = [];

    [Fact]
    public void Read_StreamSplitAnywhere_FindsEveryPayload()
    {
        byte[] stream = Encoding.ASCII.GetBytes("retry: 2000\n\n" + Frame(1, 0) + Frame(1, 1) + Frame(2, 0) + ":keepalive\n\n" + Frame(2, 1));
        for (int split = 0; split <= stream.Length; split++)
        {
            SequenceCheck check = Read(stream[..split], stream[split..]);

            (check.Received, check.Wrong, check.LastOf(0), check.LastOf(1)).ShouldBe((4, 0, 2, 2), $"split at {split}");
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public void Read_LostRepeatedOrOutOfOrder_IsWrong(int first, int second) =>
        Read(Encoding.ASCII.GetBytes(Frame(first, 0) + Frame(second, 0)), []).Wrong.ShouldBeGreaterThan(0);

    [Fact]
    public void Read_UnknownPublisher_IsWrong() => Read(Encoding.ASCII.GetBytes(Frame(1, 2)), []).Wrong.ShouldBe(1);

    [Fact]
    public void Read_Payload_TellsWhenItWasSent()
    {
        Read(Encoding.ASCII.GetBytes(Frame(7, 1)), []);

        _sent.ShouldBe([700]);
    }

    private static string Frame(int seq, int publisher) => $"event: probe:ping\ndata: {{\"payload\":{{\"seq\":{seq},\"p\":{publisher},\"t\":{seq * 100},\"pad\":\"xx\"}}}}\n\n";

    private SequenceCheck Read(byte[] first, byte[] second)
    {
        var check = new SequenceCheck(2, _sent.Add);
        int done = check.Read(first);
        check.Read([.. first[done..], .. second]);
        return check;
    }
}
