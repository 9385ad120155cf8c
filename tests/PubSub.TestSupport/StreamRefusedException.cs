using System.Net;

namespace PubSub.TestSupport;

/// <summary>A request for a stream was answered by something else.</summary>
public sealed class StreamRefusedException(HttpStatusCode status, string body) : Exception($"{(int)status}: {body}")
{
    public HttpStatusCode Status { get; } = status;
}
