using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace PubSub.AspNetCore.WebSockets;

/// <summary>Takes the token of a request when routing has found that it is for the WebSocket, which comes before authentication unless the host has it otherwise.</summary>
internal sealed class QueryTokenPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    // After those that rule endpoints out, by the method above all.
    public override int Order => 1000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(TakesToken);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (int i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && TakesToken(candidates[i].Endpoint)) TakesQueryToken.Take(httpContext.Request);
        }

        return Task.CompletedTask;
    }

    private static bool TakesToken(Endpoint endpoint) => endpoint.Metadata.GetMetadata<TakesQueryToken>() is not null;
}
