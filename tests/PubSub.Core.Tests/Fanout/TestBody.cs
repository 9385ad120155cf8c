using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Publishing;

namespace PubSub.Core.Tests.Fanout;

internal static class TestBody
{
    public static EventBody Numbered(ChannelName channel, long number, int padding = 0) =>
        Of(channel, padding == 0 ? $$"""{"n":{{number}}}""" : $$"""{"n":{{number}},"pad":"{{new string('x', padding)}}"}""");

    public static EventBody Of(ChannelName channel, string payload, string name = "orders:ingested") =>
        EventBodyBuilder.Build(name, channel, Encoding.UTF8.GetBytes(payload), null);
}
