using PubSub.Contracts;
using PubSub.Core.Actions;

namespace PubSub.AspNetCore.Tests.Contracts;

/// <summary>Its action throws, after it has emitted something.</summary>
[Event("probe:fail")]
public sealed record Fail(string Secret) : IClientEvent<ProbeChannel>;

public sealed class RunFail : EventAction<Fail>
{
    public override async Task ExecuteAsync(Fail payload, ActionContext context, CancellationToken cancellationToken)
    {
        await context.EmitAsync(new Echoed("never published"));
        throw new InvalidOperationException("connection string: password=hunter2");
    }
}
