using System.Diagnostics;

namespace PubSub.TestServers.Tests;

public sealed class RedisServerTests
{
    [SkippableFact]
    public async Task StartAgain_Killed_HasItsAddressAndWhatWasOnTheDisk()
    {
        await using RedisServer server = await StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await server.CliAsync("SET", "k", "v");
        (string url, int processId) = (server.Url, server.ProcessId);
        await server.KillAsync();
        server.IsRunning.ShouldBeFalse();
        await server.StartAgainAsync();

        server.Url.ShouldBe(url);
        server.ProcessId.ShouldNotBe(processId);
        (await server.CliAsync("GET", "k")).ShouldBe("v");
    }

    [SkippableFact]
    public async Task Freeze_Server_AnswersOnlyOnceThawed()
    {
        await using RedisServer server = await StartAsync();
        server.Freeze();
        Task<string> answer = server.CliAsync("PING");
        (await File.ReadAllTextAsync($"/proc/{server.ProcessId}/stat")).ShouldContain(") T ");
        answer.IsCompleted.ShouldBeFalse();
        server.Thaw();

        (await answer).ShouldBe("PONG");
    }

    [SkippableFact]
    public async Task Stop_FrozenServer_EndsIt()
    {
        await using RedisServer server = await StartAsync();
        server.Freeze();
        await server.StopAsync();

        server.IsRunning.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Dispose_Server_LeavesNeitherProcessNorData()
    {
        RedisServer server = await StartAsync("--appendonly", "yes");
        (int processId, string folder) = (server.ProcessId, server.Folder);
        Directory.EnumerateFileSystemEntries(folder).ShouldNotBeEmpty();
        await server.DisposeAsync();

        Directory.Exists($"/proc/{processId}").ShouldBeFalse();
        Directory.Exists(folder).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Start_WrongArgument_FailsWithWhatTheServerSaid()
    {
        InvalidOperationException error = await Should.ThrowAsync<InvalidOperationException>(() => StartAsync("--no-such-option", "1"));

        error.Message.ShouldContain("no-such-option");
    }

    [SkippableFact]
    public async Task Cli_CommandThatIsRefused_Throws()
    {
        await using RedisServer server = await StartAsync();

        (await Should.ThrowAsync<InvalidOperationException>(() => server.CliAsync("NOSUCH"))).Message.ShouldContain("unknown command");
    }

    [SkippableFact]
    public async Task Elapse_Time_ReturnsWhenTheServersClockHasPassedIt()
    {
        await using RedisServer server = await StartAsync();
        await server.CliAsync("SET", "k", "v", "PX", "150");
        long started = Stopwatch.GetTimestamp();
        await server.ElapseAsync(TimeSpan.FromMilliseconds(150));

        (await server.CliAsync("EXISTS", "k")).ShouldBe("0");
        Stopwatch.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(140));
    }

    private static Task<RedisServer> StartAsync(params string[] arguments)
    {
        Servers.RequireRedis();
        return RedisServer.StartAsync(arguments);
    }
}
