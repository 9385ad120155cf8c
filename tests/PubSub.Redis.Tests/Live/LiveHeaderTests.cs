using PubSub.Redis.Live;

namespace PubSub.Redis.Tests.Live;

public sealed class LiveHeaderTests
{
    private static readonly EventId s_id = new(1_763_737_021_123, 12_345_678_901, 42);

    [Fact]
    public void TryRead_WhatWasWritten_IsTheIdWithoutAPredecessor()
    {
        var bytes = new byte[LiveHeader.Length];
        Array.Fill(bytes, (byte)1);
        LiveHeader.Write(s_id, bytes);

        LiveHeader.TryRead(bytes, out EventId id, out EventId? previous).ShouldBeTrue();
        id.ShouldBe(s_id);
        previous.ShouldBeNull();
    }

    [Fact]
    public void TryRead_MillisecondsOfThePredecessor_IsItsWholeId()
    {
        var bytes = new byte[LiveHeader.Length];
        LiveHeader.Write(s_id, bytes);
        new byte[] { 1, 2, 3, 4, 5, 6 }.CopyTo(bytes, RedisPosition.Length);

        LiveHeader.TryRead(bytes, out _, out EventId? previous).ShouldBeTrue();
        previous.ShouldBe(new EventId(0x010203040506, s_id.Epoch, s_id.Offset - 1));
    }

    [Fact]
    public void TryRead_OnlyAPosition_IsNone() => LiveHeader.TryRead(new byte[RedisPosition.Length], out _, out _).ShouldBeFalse();
}
