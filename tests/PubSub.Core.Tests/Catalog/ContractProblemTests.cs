using System.Reflection;
using PubSub.Core.Catalog;
using PubSub.WrongContracts;

namespace PubSub.Core.Tests.Catalog;

/// <summary>Each wrong contract is told by its code, with the type and the member named.</summary>
public class ContractProblemTests
{
    [Theory]
    [InlineData(typeof(NoName), "PUBSUB001", "NoName.Nameless")]
    [InlineData(typeof(NameWithoutColon), "PUBSUB002", "NameWithoutColon.Created")]
    [InlineData(typeof(NameWithControlCharacter), "PUBSUB002", "NameWithControlCharacter.Bell")]
    [InlineData(typeof(NameWithEmptySegment), "PUBSUB002", "NameWithEmptySegment.Created")]
    [InlineData(typeof(ReservedName), "PUBSUB002", "ReservedName.Ready")]
    [InlineData(typeof(SameName), "PUBSUB003", "SameName.Second")]
    [InlineData(typeof(MalformedChannelName), "PUBSUB004", "MalformedChannelName.Spaced")]
    [InlineData(typeof(SameAddress), "PUBSUB005", "SameAddress.Second")]
    [InlineData(typeof(AmbiguousAddress), "PUBSUB005", "AmbiguousAddress.Second")]
    [InlineData(typeof(ParameterWithoutProperty), "PUBSUB006", "ParameterWithoutProperty.Chat.roomId")]
    [InlineData(typeof(PropertyOutsideTemplate), "PUBSUB007", "PropertyOutsideTemplate.Chat.Extra")]
    [InlineData(typeof(ParameterOfWrongType), "PUBSUB008", "ParameterOfWrongType.Chat.When")]
    [InlineData(typeof(NegativeLimit), "PUBSUB010", "NegativeLimit.Negative.HistoryLimit")]
    [InlineData(typeof(NoVersion), "PUBSUB011", "NoVersion.Unversioned.Version")]
    [InlineData(typeof(EventWithoutAttribute), "PUBSUB012", "EventWithoutAttribute.Bare")]
    [InlineData(typeof(AttributeWithoutEvent), "PUBSUB013", "AttributeWithoutEvent.NotAnEvent")]
    [InlineData(typeof(SeveralChannels), "PUBSUB014", "SeveralChannels.Torn")]
    [InlineData(typeof(ForeignChannel.Read), "PUBSUB015", "ForeignChannel.Read.Lost")]
    [InlineData(typeof(GenericEvent), "PUBSUB016", "GenericEvent.Open<T>")]
    [InlineData(typeof(AbstractEvent), "PUBSUB016", "AbstractEvent.Abstract")]
    [InlineData(typeof(ServerSentClientEvent), "PUBSUB017", "ServerSentClientEvent.Contradiction.Direction")]
    [InlineData(typeof(ClientSentPlainEvent), "PUBSUB017", "ClientSentPlainEvent.Contradiction.Direction")]
    [InlineData(typeof(ActionForServerSentEvent), "PUBSUB018", "ActionForServerSentEvent.Act")]
    [InlineData(typeof(TwoActions), "PUBSUB019", "TwoActions.Second")]
    [InlineData(typeof(MissingAction), "PUBSUB020", "MissingAction.Sent")]
    [InlineData(typeof(PromisedResult), "PUBSUB020", "PromisedResult.Sent")]
    [InlineData(typeof(OtherResult), "PUBSUB021", "OtherResult.Act")]
    [InlineData(typeof(SeveralResults), "PUBSUB022", "SeveralResults.Torn")]
    [InlineData(typeof(UnwritableMember), "PUBSUB023", "UnwritableMember.Inner.Type")]
    [InlineData(typeof(UnreadableCollection), "PUBSUB023", "UnreadableCollection.Holder.Numbers")]
    [InlineData(typeof(UnreadableObject), "PUBSUB023", "UnreadableObject.IThing")]
    [InlineData(typeof(ValueTupleMember), "PUBSUB023", "ValueTupleMember.Holder.Pair")]
    [InlineData(typeof(StreamMember), "PUBSUB023", "StreamMember.Holder.Numbers")]
    [InlineData(typeof(KeyThatIsNoText), "PUBSUB023", "KeyThatIsNoText.Holder.Map")]
    [InlineData(typeof(AttributeWithoutChannel), "PUBSUB024", "AttributeWithoutChannel.NotAChannel")]
    [InlineData(typeof(ChannelWithoutAttribute), "PUBSUB025", "ChannelWithoutAttribute.Bare")]
    [InlineData(typeof(AbstractChannel), "PUBSUB026", "AbstractChannel.Abstract")]
    [InlineData(typeof(ActionForStranger), "PUBSUB028", "ActionForStranger.Act")]
    [InlineData(typeof(NoPartitions), "PUBSUB031", "NoPartitions.None.Partitions")]
    [InlineData(typeof(TooManyPartitions), "PUBSUB031", "TooManyPartitions.Many.Partitions")]
    [InlineData(typeof(OrderedPartitions), "PUBSUB032", "OrderedPartitions.Both.Partitions")]
    public void Read_WrongContract_NamesTypeAndMember(Type wrong, string code, string where)
    {
        ContractProblem problem = ProblemsOf(wrong).ShouldHaveSingleItem();

        problem.Code.ShouldBe(code);
        problem.Where.ShouldBe("PubSub.WrongContracts." + where);
    }

    [Fact]
    public void Read_RetentionThatIsNoDuration_NamesEachChannel() =>
        ProblemsOf(typeof(Retentions)).Select(p => (p.Code, p.Where)).ShouldBe(
        [
            ("PUBSUB009", "PubSub.WrongContracts.Retentions.TooLong.HistoryRetention"),
            ("PUBSUB009", "PubSub.WrongContracts.Retentions.Words.HistoryRetention"),
            ("PUBSUB009", "PubSub.WrongContracts.Retentions.Zero.HistoryRetention"),
        ]);

    [Fact]
    public void Read_ManyProblems_ListsAllInOneException()
    {
        var e = Should.Throw<ContractException>(() => ContractReader.Read([typeof(FineChannel).Assembly]));

        e.Problems.Select(p => p.Code).Distinct().Order().ShouldBe(
            Enumerable.Range(1, 32).Where(n => n is not (15 or 27 or 29 or 30)).Select(n => $"PUBSUB{n:000}"));
    }

    [Fact]
    public void Read_ActionMissingFromDeclarationsAlone_IsNoProblem() =>
        ContractReader.Read(TypesOf(typeof(MissingAction)), ContractScope.Declarations).Events.ShouldHaveSingleItem();

    [Fact]
    public void Read_ControlCharacterInName_IsNotRepeatedInTheMessage() =>
        ProblemsOf(typeof(NameWithControlCharacter)).Single().Message.ShouldNotContain('\u0007');

    [Fact]
    public void Read_FixedNameBesideTemplate_IsNoProblem() =>
        ContractReader.Read([typeof(FixedRoom), typeof(AnyRoom)]).Channels.Count.ShouldBe(2);

    [PubSub.Contracts.EventChannel("rooms:main")]
    internal sealed record FixedRoom : PubSub.Contracts.IEventChannel;

    [PubSub.Contracts.EventChannel("rooms:{name}")]
    internal sealed record AnyRoom(string Name) : PubSub.Contracts.IEventChannel;

    private static IReadOnlyList<ContractProblem> ProblemsOf(Type wrong) => Should.Throw<ContractException>(() => ContractReader.Read(TypesOf(wrong))).Problems;

    private static IEnumerable<Type> TypesOf(Type group) => group.GetNestedTypes(BindingFlags.Public).Where(t => t.Name != "Read").Append(typeof(FineChannel));
}
