using Microsoft.Extensions.DependencyInjection;
using PubSub.AspNetCore.Tests.Hosting;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Fanout;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Access;

/// <summary>A stream ends with the credential that it was opened with.</summary>
public sealed class CredentialExpiryTests : AccessTestBase
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Stream_CredentialEnds_IsClosedWithItsCodeAndOthersGoOn()
    {
        await using SseStream shortLived = await OpenAsync("/events?channel=room:a", Expiring(60));
        await using SseStream longLived = await OpenAsync("/events?channel=room:a", Expiring(6000));
        await using SseStream open = await OpenAsync("/events?channel=room:a", As("ann"));
        foreach (SseStream stream in new[] { shortLived, longLived, open }) await stream.NextControlAsync("pubsub:ready");

        _time.Advance(TimeSpan.FromSeconds(61));

        SseFrame close = await shortLived.NextControlAsync("pubsub:close");
        close.Json.GetProperty("code").GetString().ShouldBe(ErrorCode.CredentialExpired);
        close.Json.GetProperty("reconnect").GetBoolean().ShouldBeTrue();
        (await shortLived.NextAsync()).ShouldBeNull();
        await Eventually.HoldsAsync(() => Hub.SessionCount == 2);
        longLived.LastEventId.ShouldNotBeNull();
    }

    [Fact]
    public async Task Stream_CredentialLongerThanATimerCanWait_EndsInItsTime()
    {
        await using SseStream stream = await OpenAsync("/events?channel=room:a", Expiring(72 * 3600));
        await stream.NextControlAsync("pubsub:ready");
        for (int hour = 0; hour < 72; hour++) _time.Advance(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        (await stream.NextControlAsync("pubsub:close")).Json.GetProperty("code").GetString().ShouldBe(ErrorCode.CredentialExpired);
    }

    [Fact]
    public async Task Stream_EndedBefore_LeavesNothingBehind()
    {
        await using (SseStream stream = await OpenAsync("/events?channel=room:a", Expiring(60))) await stream.NextControlAsync("pubsub:ready");
        await Eventually.HoldsAsync(() => Hub.SessionCount == 0);
        Hub.DeadlineCount.ShouldBe(0);
    }

    protected override void Configure(TestHostSettings settings) => settings.Services.Add(services => services.AddSingleton<TimeProvider>(_time));

    protected override void Configure(PubSubOptions options) => options.Fanout.KeepAlive = TimeSpan.FromHours(1);

    private FanoutHub Hub => Host.Host.Services.GetRequiredService<FanoutHub>();

    private static Action<System.Net.Http.Headers.HttpRequestHeaders> Expiring(int seconds) => headers =>
    {
        As("ann")(headers);
        headers.Add(HeaderAuthentication.ExpiresHeader, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
    };
}
