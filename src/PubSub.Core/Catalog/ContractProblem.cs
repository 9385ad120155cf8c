namespace PubSub.Core.Catalog;

/// <summary>One thing that is wrong with a contract.</summary>
/// <param name="Code">A stable code, such as <c>PUBSUB001</c>.</param>
/// <param name="Where">The type, and the member if it is about one, as in <c>Orders.Events.ChatChannel.RoomId</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record ContractProblem(string Code, string Where, string Message)
{
    /// <summary>The problem in one line.</summary>
    public override string ToString() => $"{Code}: {Where}: {Message}";
}
