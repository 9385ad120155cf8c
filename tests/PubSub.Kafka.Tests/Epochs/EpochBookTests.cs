using PubSub.Kafka.Epochs;

namespace PubSub.Kafka.Tests.Epochs;

public class EpochBookTests
{
    private readonly EpochBook _book = new();

    [Fact]
    public void Take_First_Holds()
    {
        _book.Take(Claim(5), out EpochClaim? answer).ShouldBeTrue();

        answer.ShouldBeNull();
        _book.Of("t")!.Key[0].ShouldBe((byte)5);
    }

    [Fact]
    public void Take_AfterTheOneThatHolds_HoldsFromThenOn()
    {
        _book.Take(Claim(5), out _);

        _book.Take(Claim(7, follows: 5), out EpochClaim? answer).ShouldBeTrue();
        answer.ShouldBeNull();
        _book.Of("t")!.Key[0].ShouldBe((byte)7);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void Take_SecondAfterTheSame_IsTooLateHoweverLateItIsOrWhateverItsClock(long generation)
    {
        _book.Take(Claim(5), out _);
        _book.Take(Claim(7, follows: 5, generation: 1000), out _);

        _book.Take(Claim(9, follows: 5, generation: generation), out EpochClaim? answer).ShouldBeFalse();
        answer!.Epoch.Key[0].ShouldBe((byte)7);
        answer.Over![0].ShouldBe((byte)9);
    }

    [Fact]
    public void Take_SecondOfATopicThatHadNone_IsTooLate()
    {
        _book.Take(Claim(5, generation: 1), out _);

        _book.Take(Claim(9, generation: 2), out EpochClaim? answer).ShouldBeFalse();
        answer!.Epoch.Key[0].ShouldBe((byte)5);
    }

    [Fact]
    public void Take_SameAgain_ChangesAndAnswersNothing()
    {
        _book.Take(Claim(5), out _);

        _book.Take(Claim(5), out EpochClaim? answer).ShouldBeFalse();
        answer.ShouldBeNull();
    }

    [Fact]
    public void Take_AnswerToTheOneThatWasRead_Holds()
    {
        // Compaction took the first; the second came too late, and the answer says so.
        _book.Take(Claim(9), out _);

        _book.Take(Claim(5, over: 9), out EpochClaim? answer).ShouldBeTrue();
        answer.ShouldBeNull();
        _book.Of("t")!.Key[0].ShouldBe((byte)5);
    }

    [Fact]
    public void Take_AnswerToAnother_IsTooLate()
    {
        _book.Take(Claim(5), out _);
        _book.Take(Claim(7, follows: 5), out _);

        _book.Take(Claim(5, over: 9), out EpochClaim? answer).ShouldBeFalse();
        answer!.Epoch.Key[0].ShouldBe((byte)7);
    }

    [Fact]
    public void Take_OtherTopic_IsItsOwn()
    {
        _book.Take(Claim(5), out _);

        _book.Take(Claim(6) with { Topic = "u" }, out _).ShouldBeTrue();
        _book.Of("t")!.Key[0].ShouldBe((byte)5);
    }

    [Fact]
    public void Begin_WhatWasKnown_HoldsUntilARecordSaysOtherwise()
    {
        _book.Take(Claim(5), out _);
        _book.Begin();

        _book.Of("t")!.Key[0].ShouldBe((byte)5);
        _book.Take(Claim(7), out _).ShouldBeTrue();
        _book.Of("t")!.Key[0].ShouldBe((byte)7);
    }

    [Fact]
    public void Unwritten_TopicThatWasMadeAnew_IsWhatItLacks()
    {
        _book.Take(Claim(5), out _);
        _book.Take(Claim(6) with { Topic = "u" }, out _);
        _book.Begin();
        _book.Take(Claim(5), out _);

        _book.Unwritten.ShouldHaveSingleItem().Topic.ShouldBe("u");
    }

    [Fact]
    public void Unwritten_LastRecordCameTooLate_IsTheAnswerToIt()
    {
        _book.Take(Claim(5), out _);
        _book.Take(Claim(9), out _);

        EpochClaim claim = _book.Unwritten.ShouldHaveSingleItem();
        claim.Epoch.Key[0].ShouldBe((byte)5);
        claim.Over![0].ShouldBe((byte)9);
    }

    private static EpochClaim Claim(byte key, byte? follows = null, byte? over = null, long generation = 1) =>
        new("t", new TopicEpoch(generation, Key(key), 12, follows is { } f ? Key(f) : null), over is { } o ? Key(o) : null);

    private static byte[] Key(byte value) => [.. Enumerable.Repeat(value, TopicEpoch.KeyLength)];
}
