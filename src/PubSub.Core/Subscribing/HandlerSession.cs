using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Fanout;
using PubSub.Core.Partitioning;
using EventId = PubSub.Contracts.EventId;

namespace PubSub.Core.Subscribing;

/// <summary>A session whose subscriber is a handler in this process: what others flush, it hands over one by one.</summary>
internal sealed class HandlerSession<TEvent>(
    Subscription[] subscriptions,
    Func<EventEnvelope<TEvent>, CancellationToken, ValueTask> handler,
    Action<string>? onGap,
    TimeProvider time,
    ILogger logger) : Session(subscriptions, time)
{
    // Which session's handler the code that runs belongs to.
    private static readonly AsyncLocal<HandlerSession<TEvent>?> s_handling = new();

    private readonly Queue<Item> _batch = new();
    private readonly CancellationTokenSource _aborted = new();
    private readonly Lock _positionLock = new();
    private readonly EventId[] _handled = [.. subscriptions.Select(each => each.Position)];
    private int _last;

    /// <summary>What the handler threw, if it did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>True for code that the handler calls: it must not wait for the handler's end.</summary>
    public bool IsHandling => s_handling.Value == this;

    public EventId Handled
    {
        get
        {
            lock (_positionLock) return _handled[_last];
        }
    }

    public string Cursor
    {
        get
        {
            lock (_positionLock) return StreamCursor.Format(_handled);
        }
    }

    public override bool CopiesFrames => false;

    public override void Abort() => _aborted.Cancel();

    protected override void WriteReady()
    {
        // The caller of SubscribeAsync has its subscription; nothing more is to be said.
    }

    public override int WriteGap(Subscription subscription, string reason)
    {
        ChannelPartition.TellOnce(subscription);
        _batch.Enqueue(new Item(IndexOf(subscription), subscription.Position, null, reason));
        // Of the partitions that this gap is told for as well.
        WritePositions();
        return 0;
    }

    public override void WriteFrame(Subscription subscription, ReadOnlySpan<byte> frame, int jsonStart, EventId id) =>
        _batch.Enqueue(new Item(IndexOf(subscription), id, EncodedEvent.JsonOf(frame, jsonStart).ToArray(), null));

    public override void WriteFrames(ReadOnlySpan<byte> frames) => throw new InvalidOperationException("A handler takes events one by one.");

    protected override void WriteKeepAlive(bool withPosition)
    {
        // Nobody waits for a sign of life; but who resumes from the position need not go through what the filter hid.
        if (withPosition) WritePositions();
    }

    protected override void WriteEnd(SessionEnd end)
    {
        // Completion says it.
    }

    protected override void OnFault(Exception error)
    {
        Fault = error;
        FanoutLog.HandlerFailed(logger, error, ChannelPartition.ChannelOf(Subscriptions[0]).Value);
    }

    protected override ValueTask<FlushResult> FlushAsync() => _batch.Count == 0 ? default : HandOverAsync();

    private async ValueTask<FlushResult> HandOverAsync()
    {
        // A handler may block; the thread that comes here is the one that writes to every other session of the channel.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        s_handling.Value = this;
        while (_batch.TryDequeue(out Item item))
        {
            if (item.Gap is { } reason) onGap?.Invoke(reason);
            else if (item.Json is { } json) await handler(JsonSerializer.Deserialize<EventEnvelope<TEvent>>(json, ContractJson.Tolerant)!, _aborted.Token);
            lock (_positionLock)
            {
                _handled[item.Index] = item.Position;
                if (item.Json is not null) _last = item.Index;
            }

            NoteProgress();
            // A subscription that is to end does not run through what is left of the batch.
            if (End is not null) _batch.Clear();
        }

        return default;
    }

    private void WritePositions()
    {
        for (int i = 0; i < Subscriptions.Length; i++) _batch.Enqueue(new Item(i, Subscriptions[i].Position, null, null));
    }

    private int IndexOf(Subscription subscription)
    {
        int index = 0;
        while (Subscriptions[index] != subscription) index++;
        return index;
    }

    /// <param name="Index">Which of the subscriptions it is of.</param>
    /// <param name="Position">Where that one is, once this is handled.</param>
    /// <param name="Json">The event, if it is one.</param>
    /// <param name="Gap">Why events are missing, if it is that.</param>
    private readonly record struct Item(int Index, EventId Position, byte[]? Json, string? Gap);
}
