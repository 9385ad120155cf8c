using System.Text;
using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Publishing;

/// <summary>Bodies that <c>POST /events</c> refuses: each with its code, and nothing left behind.</summary>
public sealed class BadBodyTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    private const string Valid = """{"text":"hi","number":1}""";

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("""{"name":"probe:echo","payload":{"text":"hi","number":1}""")]
    [InlineData("""{"name":"probe:echo","payload":{"text":"hi","number":1}} trailing""")]
    [InlineData("""{"name":"probe:echo","payload":{"text":"hi","number":1}}{}""")]
    [InlineData("""{"name":"probe:echo","payload":{"text":"hi","number":1,}}""")]
    [InlineData("""{"name":"probe:echo",/* no */"payload":{"text":"hi","number":1}}""")]
    [InlineData("""{"name":"probe:echo","payload":{"text":"hi","number":01}}""")]
    [InlineData("""{"name":"probe:echo","payload":{"text":"hi","number":NaN}}""")]
    [InlineData("""{'name':'probe:echo'}""")]
    [InlineData("""{"name":"\ud800","payload":{}}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"name":"probe:echo","payload":{},"meta":{"\ud800-and-more-of-it":1} }""")]
    public async Task Post_NotJson_IsInvalidJson(string body) => await RefusedAsync(body, 400, ErrorCode.InvalidJson);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("{}")]
    [InlineData($$"""{"payload":{{Valid}}}""")]
    [InlineData($$"""{"name":null,"payload":{{Valid}}}""")]
    [InlineData($$"""{"name":7,"payload":{{Valid}}}""")]
    [InlineData($$"""{"name":"","payload":{{Valid}}}""")]
    [InlineData("""{"name":"probe:echo"}""")]
    [InlineData("""{"name":"probe:echo","payload":null}""")]
    [InlineData($$"""{"name":"probe:echo","payload":{{Valid}},"extra":1}""")]
    [InlineData($$"""{"Name":"probe:echo","payload":{{Valid}}}""")]
    [InlineData($$"""{"name":"probe:echo","name":"probe:echo","payload":{{Valid}}}""")]
    [InlineData($$"""{"name":"probe:echo","payload":{{Valid}},"payload":{{Valid}}}""")]
    [InlineData($$"""{"name":"probe:echo","payload":{{Valid}},"channel":5}""")]
    [InlineData($$"""{"name":"probe:echo","payload":{{Valid}},"clientEventId":5}""")]
    [InlineData($$"""{"name":"probe:echo","payload":{{Valid}},"clientEventId":""}""")]
    [InlineData($$"""{"name":"probe:echo","payload":{{Valid}},"clientEventId":"a b"}""")]
    [InlineData($$"""{"name":"probe:echo","payload":{{Valid}},"meta":[]}""")]
    [InlineData($$"""{"name":"probe:echo","payload":{{Valid}},"meta":{"source":"me"} }""")]
    [InlineData($$"""{"name":"probe:echo","payload":{{Valid}},"meta":{"requestId":"me"} }""")]
    [InlineData($$"""{"name":"probe:echo","payload":{{Valid}},"meta":{"partitionKey":5} }""")]
    public async Task Post_WrongEnvelope_IsInvalidRequest(string body) => await RefusedAsync(body, 400, ErrorCode.InvalidRequest);

    [Theory]
    [InlineData("[]", "$.payload")]
    [InlineData("\"text\"", "$.payload")]
    [InlineData("{}", "$.payload.text")]
    [InlineData("""{"text":"hi"}""", "$.payload.number")]
    [InlineData("""{"text":null,"number":1}""", "$.payload.text")]
    [InlineData("""{"text":5,"number":1}""", "$.payload.text")]
    [InlineData("""{"text":"hi","number":"1"}""", "$.payload.number")]
    [InlineData("""{"text":"hi","number":1.5}""", "$.payload.number")]
    [InlineData("""{"text":"hi","number":99999999999}""", "$.payload.number")]
    [InlineData("""{"text":"hi","number":1001}""", "$.payload.number")]
    [InlineData("""{"text":"hi","number":-1}""", "$.payload.number")]
    [InlineData("""{"text":"","number":1}""", "$.payload.text")]
    [InlineData("""{"text":"0123456789012345678901234567890123456789!","number":1}""", "$.payload.text")]
    [InlineData("""{"text":"hi","number":1,"kind":"Quiet"}""", "$.payload.kind")]
    [InlineData("""{"text":"hi","number":1,"kind":1}""", "$.payload.kind")]
    [InlineData("""{"text":"hi","number":1,"colour":"red"}""", "$.payload.colour")]
    [InlineData("""{"Text":"hi","number":1}""", "$.payload.Text")]
    [InlineData("""{"text":"hi","text":"ho","number":1}""", "$.payload.text")]
    [InlineData("""{"text":"hi","number":{"deep":1}}""", "$.payload.number")]
    [InlineData("""{"text":"\ud800","number":1}""", "$.payload.text")]
    [InlineData("""{"text":"hi","number":1,"\ud800":1}""", "$.payload")]
    public async Task Post_PayloadAgainstContract_IsInvalidPayloadWithPath(string payload, string path)
    {
        JsonElement problem = await RefusedAsync($$"""{"name":"probe:echo","payload":{{payload}}}""", 400, ErrorCode.InvalidPayload);
        JsonElement errors = problem.GetProperty("errors");
        errors.EnumerateObject().Select(e => e.Name).ShouldContain(path, errors.ToString());
    }

    [Theory]
    [InlineData("probe:nothing")]
    [InlineData("probe")]
    [InlineData("../etc/passwd")]
    [InlineData("probe:echo\\u0000")]
    [InlineData("PROBE:ECHO")]
    public async Task Post_NameNotInCatalogue_IsUnknownEvent(string name) =>
        await RefusedAsync($$"""{"name":"{{name}}","payload":{{Valid}}}""", 404, ErrorCode.UnknownEvent);

    [Fact]
    public async Task Post_ServerSentOnly_IsNotClientSendable() =>
        await RefusedAsync("""{"name":"probe:echoed","payload":{"text":"hi"}}""", 403, ErrorCode.NotClientSendable);

    [Theory]
    [InlineData("")]
    [InlineData(",\"channel\":null")]
    [InlineData(",\"channel\":\"\"")]
    [InlineData(",\"channel\":\"room\"")]
    [InlineData(",\"channel\":\"room:\"")]
    [InlineData(",\"channel\":\"room:a:b\"")]
    [InlineData(",\"channel\":\"probe\"")]
    [InlineData(",\"channel\":\"nothing:a\"")]
    [InlineData(",\"channel\":\"room:..\"")]
    [InlineData(",\"channel\":\"room:.\"")]
    [InlineData(",\"channel\":\"room:%2e%2e\"")]
    [InlineData(",\"channel\":\"room:a/b\"")]
    [InlineData(",\"channel\":\"room:a b\"")]
    [InlineData(",\"channel\":\"room:a\\u0000\"")]
    [InlineData(",\"channel\":\"room:a\\n\"")]
    [InlineData(",\"channel\":\"room:%00\"")]
    [InlineData(",\"channel\":\"room:%0d%0a\"")]
    [InlineData(",\"channel\":\"room:%7f\"")]
    [InlineData(",\"channel\":\"room:%c2%85\"")]
    [InlineData(",\"channel\":\"room:%ff\"")]
    [InlineData(",\"channel\":\"room:%\"")]
    [InlineData(",\"channel\":\"room:%zz\"")]
    [InlineData(",\"channel\":\"room:{roomId}\"")]
    public async Task Post_WrongAddress_IsInvalidChannel(string channel) =>
        await RefusedAsync($$"""{"name":"room:say","payload":{"text":"hi"}{{channel}}}""", 400, ErrorCode.InvalidChannel);

    [Fact]
    public async Task Post_ParametersOverOneKilobyte_IsInvalidChannel() =>
        await RefusedAsync($$"""{"name":"room:say","payload":{"text":"hi"},"channel":"room:{{new string('a', 1025)}}"}""", 400, ErrorCode.InvalidChannel);

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task Post_NestedTooDeeply_IsInvalidJson(string open, string close)
    {
        string deep = string.Concat(Enumerable.Repeat(open, 20_000)) + "1" + string.Concat(Enumerable.Repeat(close, 20_000));
        await RefusedAsync($$"""{"name":"probe:echo","payload":{{deep}}}""", 400, ErrorCode.InvalidJson);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    public async Task Post_InvalidUtf8_IsInvalidJson(byte[] bytes)
    {
        byte[] body = [.. "{\"name\":\"probe:echo\",\"payload\":{\"text\":\""u8, .. bytes, .. "\",\"number\":1}}"u8];
        await RefusedAsync(body, 400, ErrorCode.InvalidJson);
    }

    [Fact]
    public async Task Post_Utf16Body_IsInvalidJson() =>
        await RefusedAsync(Encoding.Unicode.GetBytes($$"""{"name":"probe:echo","payload":{{Valid}}}"""), 400, ErrorCode.InvalidJson);

    [Fact]
    public async Task Post_SecretInRefusedPayload_IsNotRepeated()
    {
        JsonElement problem = await RefusedAsync("""{"name":"probe:echo","payload":{"text":["s3cret"],"number":"s3cret"}}""", 400, ErrorCode.InvalidPayload);
        problem.ToString().ShouldNotContain("s3cret");
        fixture.Host.Host.Logs.ShouldNotContain(e => e.Message.Contains("s3cret") || e.Exception != null && e.Exception.ToString().Contains("s3cret"));
    }

    private Task<JsonElement> RefusedAsync(string body, int status, string code) => RefusedAsync(Encoding.UTF8.GetBytes(body), status, code);

    private async Task<JsonElement> RefusedAsync(byte[] body, int status, string code)
    {
        using HttpResponseMessage response = await fixture.Host.Client.SendAsync(ProbeHost.Post(body));
        JsonElement problem = await response.ShouldBeProblemAsync(status, code);
        await fixture.Host.ShouldHaveNoEventsAsync();
        fixture.Host.State.Runs.ShouldBe(0);
        return problem;
    }
}
