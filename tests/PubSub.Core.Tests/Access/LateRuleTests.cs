using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Access;
using PubSub.TestSupport;
using static PubSub.Core.Tests.Access.AccessHarness;

namespace PubSub.Core.Tests.Access;

/// <summary>Rules that take longer than they may.</summary>
public sealed class LateRuleTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource _asked = new();
    private readonly TaskCompletionSource _mayRead = new();
    private readonly TaskCompletionSource<string> _read = new();

    [Fact]
    public async Task When_BlocksBeyondTheLimit_DeniesAndIsLogged()
    {
        AccessHarness harness = With(AccessRule.When(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(11));
            return true;
        }));

        (await harness.SubscribeAsync(User("ann"))).ShouldBe(ErrorCode.Forbidden);
        harness.Logs.Entries.ShouldHaveSingleItem().Id.Id.ShouldBe(1301);
    }

    [Fact]
    public async Task UserInfo_OfARuleThatGoesOn_IsItsOwn()
    {
        AccessHarness harness = With(AccessRule.When(context => ReadLateAsync(() => context.UserInfo!.Value)));
        using JsonDocument message = JsonDocument.Parse("""{"name":"Ann"}""");

        await AbandonAsync(harness.SubscribeAsync(User("ann"), message.RootElement), message);

        (await _read.Task.WaitAsync(TestHost.Patience)).ShouldBe("""{"name":"Ann"}""");
    }

    [Fact]
    public async Task Data_OfARuleThatGoesOn_IsItsOwn()
    {
        AccessHarness harness = With(AccessRule.WhenData(context => ReadLateAsync(() => (JsonElement)context.Data!)));
        using JsonDocument message = JsonDocument.Parse("""{"text":"hello"}""");

        await AbandonAsync(harness.PublishDataAsync(User("ann"), message.RootElement), message);

        (await _read.Task.WaitAsync(TestHost.Patience)).ShouldBe("""{"text":"hello"}""");
    }

    private AccessHarness With(AccessRule rule) => new(options => options.Channel<DocChannel>(c => c.Publish = c.Subscribe = rule), _time);

    private async ValueTask<AccessDecision> ReadLateAsync(Func<JsonElement> json)
    {
        _asked.SetResult();
        await _mayRead.Task;
        try
        {
            _read.SetResult(json().GetRawText());
        }
        catch (ObjectDisposedException error)
        {
            _read.SetException(error);
        }

        return AccessDecision.Allow;
    }

    // What the transport does when the answer is there, while the rule goes on.
    private async Task AbandonAsync(Task<string?> answer, JsonDocument message)
    {
        await _asked.Task;
        _time.Advance(TimeSpan.FromSeconds(10));
        (await answer.WaitAsync(TestHost.Patience)).ShouldBe(ErrorCode.Forbidden);
        message.Dispose();
        _mayRead.SetResult();
    }
}
