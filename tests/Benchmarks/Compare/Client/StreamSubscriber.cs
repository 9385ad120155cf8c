using System.Net;

namespace PubSub.Benchmarks.Compare.Client;

/// <summary>One stream, read until the run ends.</summary>
internal sealed class StreamSubscriber(HttpClient client, ClientOptions options, int index, Action<long> received)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SequenceCheck Check { get; } = new(options.Publishers, received);

    /// <summary>The first of its channels.</summary>
    public int Channel { get; } = index * options.ChannelsPerStream % options.Channels;

    /// <summary>Completes when the server has attached the stream.</summary>
    public Task Ready => _ready.Task;

    public async Task RunAsync(Version version, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Path()) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Accept.ParseAdd("text/event-stream");
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK) throw new HttpRequestException($"A stream was answered with {(int)response.StatusCode}.");
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            int held = 0;
            while (true)
            {
                int read = await stream.ReadAsync(_buffer.AsMemory(held), cancellationToken);
                if (read == 0) throw new HttpRequestException("A stream was ended by the server.");
                _ready.TrySetResult();
                held += read;
                int done = Check.Read(_buffer.AsSpan(0, held));
                _buffer.AsSpan(done, held - done).CopyTo(_buffer);
                held -= done;
            }
        }
        catch (OperationCanceledException)
        {
            _ready.TrySetCanceled(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            _ready.TrySetException(exception);
            throw;
        }
    }

    private string Path() =>
        "/events?" + string.Join('&', Enumerable.Range(Channel, options.ChannelsPerStream).Select(channel => $"channel={options.ChannelPrefix}c{channel % options.Channels}"));
}
