using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

public sealed class ChannelsOffTests : SocketTestBase
{
    protected override void Configure(TestHostSettings settings) => settings.PubSub.Add(options => options.FreeChannels = false);

    [Fact]
    public async Task Join_WhereThereAreNoFreeChannels_AnswersChannelsDisabled()
    {
        await using SocketClient client = await ConnectAsync("ann");

        (await client.AskAsync("""{"type":"join","channel":"public-a"}""")).ShouldBeError("CHANNELS_DISABLED");
    }
}
