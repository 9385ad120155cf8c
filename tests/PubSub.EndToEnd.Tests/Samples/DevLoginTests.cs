using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.EndToEnd.Tests.Readme;

namespace PubSub.EndToEnd.Tests.Samples;

/// <summary><c>POST /dev/login</c> of the samples: anybody is anybody there, so it is there in Development alone.</summary>
public sealed class DevLoginTests(DevelopmentServer server) : IClassFixture<DevelopmentServer>
{
    private const string Ada = """{"user":"ada","roles":["editor"],"teams":["7","acme.com"],"tenant":"acme"}""";

    [Theory]
    [InlineData("private-team-7", HttpStatusCode.OK)]
    [InlineData("private-team-acme%252Ecom", HttpStatusCode.OK)]
    [InlineData("presence-team-7", HttpStatusCode.OK)]
    [InlineData("private-room", HttpStatusCode.OK)]
    [InlineData("private-team-8", HttpStatusCode.Forbidden)]
    public async Task Login_OfATeam_OpensItsChannelsByTokenAndByCookie(string channel, HttpStatusCode status)
    {
        using HttpResponseMessage login = await LogInAsync(server.Client, Ada);
        login.StatusCode.ShouldBe(HttpStatusCode.OK);
        string token = JsonElement.Parse(await login.Content.ReadAsStringAsync()).GetProperty("accessToken").GetString()!;
        string cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        (await StatusOfAsync(channel, headers => headers.Authorization = new AuthenticationHeaderValue("Bearer", token))).ShouldBe(status);
        (await StatusOfAsync(channel, headers => headers.Add("Cookie", cookie))).ShouldBe(status);
        (await StatusOfAsync(channel, _ => { })).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Login_Cookie_IsOutOfReachOfScripts()
    {
        using HttpResponseMessage login = await LogInAsync(server.Client, """{"user":"ada"}""");

        login.Headers.GetValues("Set-Cookie").Single().ShouldContain("httponly", Case.Insensitive);
    }

    [Theory]
    [InlineData("", 400, ErrorCode.InvalidJson)]
    [InlineData("{", 400, ErrorCode.InvalidJson)]
    [InlineData("[]", 400, ErrorCode.InvalidJson)]
    [InlineData("""{"user":1}""", 400, ErrorCode.InvalidJson)]
    [InlineData("""{"user":"ada","teams":"7"}""", 400, ErrorCode.InvalidJson)]
    [InlineData("null", 400, ErrorCode.InvalidRequest)]
    [InlineData("{}", 400, ErrorCode.InvalidRequest)]
    [InlineData("""{"user":" "}""", 400, ErrorCode.InvalidRequest)]
    [InlineData("""{"user":"ada","roles":[null]}""", 400, ErrorCode.InvalidRequest)]
    [InlineData("""{"user":"ada","tenant":""}""", 400, ErrorCode.InvalidRequest)]
    public async Task Login_BadBody_IsRefusedWithItsCode(string body, int status, string code)
    {
        using HttpResponseMessage login = await LogInAsync(server.Client, body);

        await ShouldBeProblemAsync(login, status, code);
    }

    [Fact]
    public async Task Login_MoreThanItTakes_IsRefusedWithItsCode()
    {
        using HttpResponseMessage tooLong = await LogInAsync(server.Client, $$"""{"user":"{{new string('a', 101)}}"}""");
        await ShouldBeProblemAsync(tooLong, 400, ErrorCode.InvalidRequest);
        using HttpResponseMessage tooMany = await LogInAsync(server.Client, $$"""{"user":"ada","teams":[{{string.Join(',', Enumerable.Repeat("\"t\"", 50))}}]}""");
        await ShouldBeProblemAsync(tooMany, 400, ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task Login_BodyThatIsNotJson_IsRefusedWithItsCode()
    {
        using var content = new StringContent("user=ada", Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage login = await server.Client.PostAsync("/dev/login", content);

        await ShouldBeProblemAsync(login, 415, ErrorCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Login_OutsideDevelopment_IsNotThere()
    {
        await using SampleProcess process = await SampleProcess.StartAsync("Production");
        using HttpClient client = DevelopmentServer.NewClient(process);
        using HttpResponseMessage login = await LogInAsync(client, Ada);

        login.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        login.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    private static async Task<HttpResponseMessage> LogInAsync(HttpClient client, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync("/dev/login", content);
    }

    private static async Task ShouldBeProblemAsync(HttpResponseMessage response, int status, string code)
    {
        string text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonElement.Parse(text).GetProperty("code").GetString().ShouldBe(code);
    }

    private async Task<HttpStatusCode> StatusOfAsync(string channel, Action<HttpRequestHeaders> identify)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/channels/{channel}/subscribe");
        identify(request.Headers);
        using HttpResponseMessage response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }
}
