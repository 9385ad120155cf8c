using PubSub.Contracts;
using PubSub.Core.Actions;

namespace PubSub.AspNetCore.Tests.Contracts;

/// <summary>Its action runs until the test lets it end; it does not look at its cancellation.</summary>
[Event("probe:wait")]
public sealed record Wait(string Text) : IClientEvent<ProbeChannel, EchoAnswer>;

public sealed class RunWait(ProbeState state) : EventAction<Wait, EchoAnswer>
{
    public override async Task<EchoAnswer> ExecuteAsync(Wait payload, ActionContext context, CancellationToken cancellationToken)
    {
        int run = state.CountRun();
        state.Started.TrySetResult();
        await state.Release.Task;
        return new EchoAnswer(payload.Text, run);
    }
}
