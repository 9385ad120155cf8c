using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Core.Catalog;
using PubSub.Core.Catalog.Manifest;

namespace PubSub.AspNetCore.Tests.Contract;

/// <summary>What <c>GET /events/contract</c> answers.</summary>
public sealed class ContractTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    [Fact]
    public async Task Get_Contract_IsTheManifestByteByByte()
    {
        using HttpResponseMessage response = await GetAsync();
        JsonElement manifest = await response.ShouldBeOkAsync();
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(ContractManifest.Write(fixture.Host.Host.Services.GetRequiredService<EventCatalog>()));
        manifest.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("name").GetString()).ShouldContain("probe:echo");
        response.Headers.CacheControl!.NoCache.ShouldBeTrue();
    }

    [Fact]
    public async Task Get_Contract_NamesNoAction()
    {
        using HttpResponseMessage response = await GetAsync();
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("AnswerEcho");
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("*")]
    public async Task Get_KnownTag_IsNotModified(string ifNoneMatch)
    {
        using HttpResponseMessage first = await GetAsync();
        EntityTagHeaderValue tag = first.Headers.ETag!;
        using HttpResponseMessage response = await GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, ifNoneMatch, tag));
        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        response.Headers.ETag.ShouldBe(tag);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"other\"")]
    [InlineData("nonsense")]
    public async Task Get_OtherTag_IsAnswered(string ifNoneMatch)
    {
        using HttpResponseMessage response = await GetAsync(ifNoneMatch);
        await response.ShouldBeOkAsync();
    }

    [Fact]
    public async Task Head_Contract_AnswersTheLengthWithoutBody()
    {
        using HttpResponseMessage full = await GetAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/events/contract");
        using HttpResponseMessage response = await fixture.Host.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(full.Content.Headers.ContentLength);
        response.Headers.ETag.ShouldBe(full.Headers.ETag);
    }

    private async Task<HttpResponseMessage> GetAsync(string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events/contract");
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await fixture.Host.Client.SendAsync(request);
    }
}
