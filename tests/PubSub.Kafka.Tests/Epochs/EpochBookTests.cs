using PubSub.Kafka.Epochs;

namespace PubSub.Kafka.Tests.Epochs;

public class EpochBookTests
{
    private readonly EpochBook _book = new();

    [Fact]
    public void Take_First_Holds()
    {
        _book.Take("t", Claim(1, 5), out TopicEpoch? standing).ShouldBeTrue();

        standing.ShouldBeNull();
        _book.Of("t")!.Generation.ShouldBe(1);
    }

    [Fact]
    public void Take_EarlierGeneration_AnswersWhatStands()
    {
        TopicEpoch late = Claim(2, 5);
        _book.Take("t", late, out _);

        _book.Take("t", Claim(1, 9), out TopicEpoch? standing).ShouldBeFalse();
        standing.ShouldBe(late);
    }

    [Fact]
    public void Take_SameAgain_AnswersNothing()
    {
        _book.Take("t", Claim(2, 5), out _);

        _book.Take("t", Claim(2, 5), out TopicEpoch? standing).ShouldBeFalse();
        standing.ShouldBeNull();
    }

    [Fact]
    public void Take_AnyOrder_EndsWithTheSame()
    {
        TopicEpoch[] claims = [Claim(1, 9), Claim(2, 3), Claim(2, 7), Claim(1, 1)];
        foreach (TopicEpoch[] order in Orders(claims))
        {
            var book = new EpochBook();
            foreach (TopicEpoch claim in order) book.Take("t", claim, out _);
            book.Of("t").ShouldBe(claims[2]);
        }
    }

    [Fact]
    public void Take_OtherTopic_IsItsOwn()
    {
        _book.Take("t", Claim(2, 5), out _);

        _book.Take("u", Claim(1, 5), out _).ShouldBeTrue();
    }

    private static TopicEpoch Claim(long generation, byte key) => new(generation, [.. Enumerable.Repeat(key, TopicEpoch.KeyLength)], 12);

    private static IEnumerable<TopicEpoch[]> Orders(TopicEpoch[] claims) => claims.Length <= 1
        ? [claims]
        : claims.SelectMany(first => Orders([.. claims.Where(claim => claim != first)]).Select(rest => (TopicEpoch[])[first, .. rest]));
}
