using System.Net;
using System.Text;
using PubSub.Contracts;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.Requests;

/// <summary>What is said of a body before and while it arrives.</summary>
public sealed class BodyLimitTests : IAsyncLifetime
{
    private const int Limit = 4096;
    private const string Head = "POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync(s => s.PubSub.Add(o => o.MaxPayloadBytes = Limit));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Post_ContentLengthOverLimit_IsRefusedBeforeTheBodyArrives()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(Head + $"Content-Length: {Limit + 1}\r\n\r\n");
        (await connection.ReadResponseAsync()).ShouldBeProblem(413, ErrorCode.PayloadTooLarge);
    }

    [Fact]
    public async Task Post_ContentLengthOfGigabytes_IsRefused()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(Head + "Content-Length: 9999999999\r\n\r\n");
        (await connection.ReadResponseAsync()).ShouldBeProblem(413, ErrorCode.PayloadTooLarge);
    }

    [Fact]
    public async Task Post_ChunksOverLimit_AreRefusedWithoutTheLastChunk()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(Head + "Transfer-Encoding: chunked\r\n\r\n" + $"{Limit:x}\r\n{new string('x', Limit)}\r\n1\r\nx\r\n");
        (await connection.ReadResponseAsync()).ShouldBeProblem(413, ErrorCode.PayloadTooLarge);
    }

    [Fact]
    public async Task Post_LargeBodySentInWhole_IsAnsweredAndTheConnectionServesTheNextRequest()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        const int Size = 3_000_000;
        await connection.SendAsync(Head + $"Content-Length: {Size}\r\n\r\n");
        Task sending = connection.SendAsync(new byte[Size]);
        (await connection.ReadResponseAsync()).ShouldBeProblem(413, ErrorCode.PayloadTooLarge);
        await sending;

        await connection.SendAsync(Echo(""));
        (await connection.ReadResponseAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Post_BodyOfExactlyTheLimit_IsRead()
    {
        string body = """{"name":"probe:unknown","payload":""" + new string(' ', Limit) + "{}}";
        body = body.Remove(34, body.Length - Limit);
        body.Length.ShouldBe(Limit);
        using HttpResponseMessage response = await _host.SendAsync(body);
        await response.ShouldBeProblemAsync(404, ErrorCode.UnknownEvent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json-seq")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application")]
    [InlineData("nonsense;;;")]
    public async Task Post_OtherMediaType_IsUnsupported(string? mediaType)
    {
        using HttpRequestMessage request = ProbeHost.Post("""{"name":"open:note","payload":{"text":"a"}}""");
        request.Content!.Headers.ContentType = null;
        if (mediaType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        using HttpResponseMessage response = await _host.Client.SendAsync(request);
        await response.ShouldBeProblemAsync(415, ErrorCode.UnsupportedMediaType);
        await _host.ShouldHaveNoEventsAsync();
    }

    [Fact]
    public async Task Post_CompressedBody_IsUnsupported()
    {
        using HttpRequestMessage request = ProbeHost.Post("""{"name":"open:note","payload":{"text":"a"}}""");
        request.Content!.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await _host.Client.SendAsync(request);
        await response.ShouldBeProblemAsync(415, ErrorCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Post_ClientGoneWithinTheBody_LeavesNothingBehind()
    {
        await using (RawConnection connection = await _host.Host.ConnectAsync())
        {
            await connection.SendAsync(Head + "Content-Length: 100\r\n\r\n{\"name\":\"open:note\",");
            connection.CloseSending();
            while (!await connection.IsClosedByPeerAsync())
            {
            }
        }

        await _host.ShouldHaveNoEventsAsync();
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("-1")]
    [InlineData("ffffffffffffffff")]
    public async Task Post_BrokenChunk_IsInvalidRequest(string size)
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(Head + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n");
        (await connection.ReadResponseAsync()).ShouldBeProblem(400, ErrorCode.InvalidRequest);
        await _host.ShouldHaveNoEventsAsync();
    }

    [Fact]
    public async Task Post_HugeHeader_IsRefusedByTheServer()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(Head + $"X-Filler: {new string('x', 40_000)}\r\n\r\n");
        (await connection.ReadResponseAsync()).Status.ShouldBe((int)HttpStatusCode.RequestHeaderFieldsTooLarge);
    }

    [Fact]
    public async Task Post_IdempotencyKeyTwice_IsInvalidRequest()
    {
        await using RawConnection connection = await _host.Host.ConnectAsync();
        await connection.SendAsync(Echo("Idempotency-Key: a\r\nIdempotency-Key: b\r\n"));
        (await connection.ReadResponseAsync()).ShouldBeProblem(400, ErrorCode.InvalidRequest);
    }

    private static string Echo(string headers)
    {
        const string Body = """{"name":"probe:echo","payload":{"text":"a","number":1}}""";
        return $"{Head}{headers}Content-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n\r\n{Body}";
    }
}
