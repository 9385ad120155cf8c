using Collab.Events;
using PubSub.Core.Publishing;

namespace PubSub.Benchmarks.Brokers;

/// <summary>A node's own way: the contract's record is checked, written as an envelope, and handed to the adapter.</summary>
internal sealed class NodePublisher(IEventPublisher publisher) : IPublisher
{
    // What the record's other members take of the payload.
    private const int BesidePad = 40;

    private static readonly LedgerChannel s_channel = new("c0");
    private string _pad = "";

    public Task StartAsync(int payloadBytes)
    {
        _pad = new string('x', payloadBytes - BesidePad);
        return Task.CompletedTask;
    }

    public Task PublishAsync(int number, int sequence) =>
        publisher.PublishAsync(s_channel, new LedgerEntry(sequence, number, 0, _pad)).AsTask();
}
