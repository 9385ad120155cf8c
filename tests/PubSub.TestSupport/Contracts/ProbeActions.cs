using PubSub.Core.Actions;

namespace PubSub.TestSupport.Contracts;

/// <summary>What the actions of the probe channel do; set by the test. Counts its runs.</summary>
public sealed class ProbeScript
{
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    public Func<string, ActionContext, CancellationToken, Task<int>> Body { get; set; } = (_, _, _) => Task.FromResult(0);

    public Task<int> RunAsync(string key, ActionContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        return Body(key, context, cancellationToken);
    }
}

/// <summary>Counts the scopes of actions that have ended.</summary>
public sealed class ProbeScope(ProbeScopes scopes) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        scopes.Disposed++;
        return ValueTask.CompletedTask;
    }
}

public sealed class ProbeScopes
{
    public int Disposed { get; set; }
}

public sealed class RunProbe(ProbeScript script, ProbeScope scope) : EventAction<ProbeRan, ProbeResult>
{
    public override async Task<ProbeResult> ExecuteAsync(ProbeRan payload, ActionContext context, CancellationToken cancellationToken)
    {
        _ = scope;
        return new ProbeResult(await script.RunAsync(payload.Key, context, cancellationToken));
    }
}

public sealed class AskProbe(ProbeScript script) : EventAction<ProbeAsked>
{
    public override Task ExecuteAsync(ProbeAsked payload, ActionContext context, CancellationToken cancellationToken) =>
        script.RunAsync(payload.Key, context, cancellationToken);
}
