using System.Net;

namespace PubSub.MultiNode.Tests.Work;

/// <summary>What a request for work was answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code"><c>ok</c>, <c>replayed</c>, or the error's code.</param>
/// <param name="Node">The node that ran it; null where it was refused.</param>
/// <param name="Events">The ids of what was published.</param>
internal sealed record WorkOutcome(HttpStatusCode Status, string Code, string? Node, IReadOnlyList<string> Events)
{
    public bool IsOk => Status == HttpStatusCode.OK;
}
