namespace PubSub.Browser.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task Start_Undisturbed_SaysOneLine()
    {
        await using SampleServer server = await SampleServer.StartAsync();

        server.Output.ShouldNotContain('\n');
        server.Output.ShouldContain(server.Url.ToString().TrimEnd('/'));
    }

    [Fact]
    public async Task Start_AddressInUse_SaysSoWithoutAStackAndEnds()
    {
        await using SampleServer first = await SampleServer.StartAsync();

        (int exitCode, string output) = await SampleServer.RunToItsEndAsync(first.Url);

        exitCode.ShouldBe(1);
        output.Trim().ShouldNotContain('\n');
        output.ShouldContain("address already in use");
    }
}
