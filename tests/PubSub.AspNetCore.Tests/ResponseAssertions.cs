using System.Net;
using System.Text.Json;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests;

internal static class ResponseAssertions
{
    public static async Task<JsonElement> ShouldBeOkAsync(this HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        return JsonElement.Parse(body);
    }

    /// <summary>Checks that the answer is a whole problem document, and returns it.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, int status, string code)
    {
        // A stream that was not refused has no end to wait for.
        response.Content.Headers.ContentType?.MediaType.ShouldNotBe("text/event-stream");
        string body = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, body);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/problem+json");
        JsonElement problem = CheckProblem(body, status, code);
        problem.GetProperty("requestId").GetString().ShouldBe(response.Headers.GetValues("X-Request-Id").Single());
        return problem;
    }

    /// <inheritdoc cref="ShouldBeProblemAsync(HttpResponseMessage, int, string)"/>
    public static JsonElement ShouldBeProblem(this RawResponse response, int status, string code)
    {
        response.Status.ShouldBe(status, response.Body);
        response.Headers["Content-Type"].ShouldBe("application/problem+json");
        return CheckProblem(response.Body, status, code);
    }

    private static JsonElement CheckProblem(string body, int status, string code)
    {
        JsonElement problem = JsonElement.Parse(body);
        problem.GetProperty("code").GetString().ShouldBe(code, body);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("type").GetString().ShouldBe("about:blank");
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }
}
