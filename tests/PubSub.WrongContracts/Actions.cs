using MediatR;
using PubSub.Contracts;
using PubSub.Core.Actions;

namespace PubSub.WrongContracts;

public static class ActionForServerSentEvent
{
    [Event("a:b")]
    public sealed record Told : IEvent<FineChannel>;

    public sealed class Act : Doing<Told>;
}

public static class TwoActions
{
    [Event("a:b")]
    public sealed record Sent : IClientEvent<FineChannel>;

    public sealed class First : Doing<Sent>;

    public sealed class Second : Doing<Sent>;
}

public static class MissingAction
{
    [Event("a:b", Direction = EventDirection.Cse)]
    public sealed record Sent : IClientEvent<FineChannel>;
}

public static class PromisedResult
{
    [Event("a:b")]
    public sealed record Sent : IClientEvent<FineChannel, int>;
}

public static class OtherResult
{
    [Event("a:b")]
    public sealed record Sent : IClientEvent<FineChannel, int>;

    public sealed class Act : Doing<Sent>;
}

public static class ActionForStranger
{
    public sealed record Stranger;

    public sealed class Act : Doing<Stranger>;
}

/// <summary>An action that does nothing.</summary>
public abstract class Doing<TEvent> : EventAction<TEvent>
{
    public override Task ExecuteAsync(TEvent payload, ActionContext context, CancellationToken cancellationToken) => Unit.Task;
}
