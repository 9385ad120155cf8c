using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace PubSub.AspNetCore.Tests.Streaming;

/// <summary>The body of a response that a test has made.</summary>
internal sealed class WriterFeature(PipeWriter writer) : IHttpResponseBodyFeature
{
    public Stream Stream => throw new NotSupportedException("A stream is written by its pipe.");

    public PipeWriter Writer { get; } = writer;

    public Task CompleteAsync() => Task.CompletedTask;

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A stream sends no file.");

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
}
