using System.Net;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Errors;

/// <summary>Methods and paths that nothing is at.</summary>
public sealed class RoutingTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    [Theory]
    [InlineData("PUT", "/events", "GET, HEAD, POST")]
    [InlineData("DELETE", "/events", "GET, HEAD, POST")]
    [InlineData("OPTIONS", "/events", "GET, HEAD, POST")]
    [InlineData("POST", "/events/history", "GET, HEAD")]
    [InlineData("POST", "/events/contract", "GET, HEAD")]
    [InlineData("POST", "/health", "GET, HEAD")]
    public async Task Send_OtherMethod_IsMethodNotAllowedWithAllow(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage response = await fixture.Host.Client.SendAsync(request);
        await response.ShouldBeProblemAsync(405, ErrorCode.MethodNotAllowed);
        string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("GET", "/events/nothing")]
    [InlineData("POST", "/events/nothing")]
    [InlineData("GET", "/events/history/more")]
    public async Task Send_UnknownPathBelowEvents_IsNotFound(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage response = await fixture.Host.Client.SendAsync(request);
        await response.ShouldBeProblemAsync(404, ErrorCode.NotFound);
    }

    [Fact]
    public async Task Send_PathThatIsNotOurs_IsLeftToTheHost()
    {
        using HttpResponseMessage response = await fixture.Host.Client.GetAsync("/elsewhere");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType.ShouldBeNull();
    }
}
