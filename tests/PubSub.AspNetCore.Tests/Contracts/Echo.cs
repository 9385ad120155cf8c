using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;
using PubSub.Core.Actions;

namespace PubSub.AspNetCore.Tests.Contracts;

[Event("probe:echo", Version = 3)]
public sealed record Echo(
    [StringLength(40, MinimumLength = 1)] string Text,
    [Range(0, 1000)] int Number,
    EchoKind Kind = EchoKind.Plain,
    string? Note = null) : IClientEvent<ProbeChannel, EchoAnswer>;

public enum EchoKind
{
    Plain,
    Loud,
}

public sealed record EchoAnswer(string Text, int Runs);

public sealed class AnswerEcho(ProbeState state) : EventAction<Echo, EchoAnswer>
{
    public override async Task<EchoAnswer> ExecuteAsync(Echo payload, ActionContext context, CancellationToken cancellationToken)
    {
        int run = state.CountRun();
        await context.EmitAsync(new Echoed(payload.Text));
        return new EchoAnswer(payload.Text, run);
    }
}

/// <summary>Only the server sends it.</summary>
[Event("probe:echoed")]
public sealed record Echoed(string Text) : IEvent<ProbeChannel>;
