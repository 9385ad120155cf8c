using System.Text;
using PubSub.Contracts;
using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;

namespace PubSub.Core.Tests.Idempotency;

public sealed class StoredOutcomeTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public void ToMemory_AnyOutcome_HasTheLengthOfItsBytes(int events, int published)
    {
        StoredOutcome outcome = Make(events, published);

        outcome.ToMemory().Length.ShouldBe(outcome.ToBytes().Length);
        outcome.ToMemory().ToArray().ShouldBe(outcome.ToBytes());
    }

    [Fact]
    public void TryRead_WhatAStoreKept_IsTheSameOutcome()
    {
        StoredOutcome outcome = Make(2, 1);

        StoredOutcome.TryRead(outcome.ToMemory(), out StoredOutcome? read).ShouldBeTrue();

        read.ShouldBeSameAs(outcome);
    }

    [Fact]
    public void TryRead_CopiedBytes_IsAnEqualOutcome()
    {
        StoredOutcome outcome = Make(3, 2);

        StoredOutcome.TryRead(outcome.ToMemory().ToArray(), out StoredOutcome? read).ShouldBeTrue();

        read!.ToBytes().ShouldBe(outcome.ToBytes());
        read.Events.Select(e => e.Id).ShouldBe(outcome.Events.Select(e => e.Id));
    }

    [Fact]
    public void TryRead_PartOfAnOutcome_IsRefused() => StoredOutcome.TryRead(Make(1, 1).ToMemory()[..^1], out _).ShouldBeFalse();

    private static StoredOutcome Make(int events, int published) => new(
        """{"ok":true}"""u8.ToArray(),
        [
            .. Enumerable.Range(0, events).Select(i => new StoredOutcome.Entry(
                ChannelName.Parse("chat:room%20" + i),
                EventBody.TryRead(Encoding.UTF8.GetBytes($$$"""{"name":"chat:said","channel":"chat:room%20{{{i}}}","payload":{"text":"é{{{i}}}"}}"""), out EventBody? body)
                    ? body
                    : throw new InvalidOperationException(),
                i < published ? new EventId(1_700_000_000_000, 7, i + 1) : default)),
        ]);
}
