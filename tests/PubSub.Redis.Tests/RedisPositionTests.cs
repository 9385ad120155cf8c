namespace PubSub.Redis.Tests;

public sealed class RedisPositionTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1_763_737_021_123, 12_345_678_901, 42)]
    [InlineData(EventId.MaxUnixMilliseconds, EventId.MaxEpoch, EventId.MaxOffset)]
    public void TryRead_WhatWasWritten_IsTheSamePosition(long ms, long epoch, long offset)
    {
        var id = new EventId(ms, epoch, offset);
        var bytes = new byte[RedisPosition.Length];
        RedisPosition.Write(id, bytes);

        RedisPosition.TryRead(bytes, out EventId read).ShouldBeTrue();
        read.ShouldBe(id);
    }

    [Fact]
    public void TryRead_TooFewBytes_IsNone() => RedisPosition.TryRead(new byte[15], out _).ShouldBeFalse();

    [Fact]
    public void TryRead_EpochOfMoreThanItsBits_IsNone()
    {
        var bytes = new byte[16];
        bytes[6] = 4;

        RedisPosition.TryRead(bytes, out _).ShouldBeFalse();
    }
}
