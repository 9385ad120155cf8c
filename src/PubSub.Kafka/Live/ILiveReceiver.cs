namespace PubSub.Kafka.Live;

/// <summary>Takes what live reading finds. Called by its one thread; never blocks, never throws.</summary>
internal interface ILiveReceiver
{
    /// <summary>A record of the epoch topic.</summary>
    void OnClaim(ReadOnlySpan<byte> value, long offset);

    /// <summary>The next record of a partition, from the end that the log had when reading began.</summary>
    void OnRecord(PartitionLog log, LogRecord record);

    /// <summary>The next record of a partition is none of ours.</summary>
    void OnForeign(PartitionLog log, RecordPoint point);

    /// <summary>A record is of an epoch that this node does not know. Nothing more is taken from its partition until that is settled.</summary>
    void OnUnknownEpoch(PartitionLog log, byte[] key);

    /// <summary>The log does not reach to where it was read; nothing more comes from this partition.</summary>
    void OnOutOfRange(PartitionLog log);

    /// <summary>A partition has been read: a record of it, or that there is no further one.</summary>
    void OnReached(Confluent.Kafka.TopicPartition partition);

    /// <summary>A partition could not be read.</summary>
    void OnError(string topic, int partition, Confluent.Kafka.Error error);

    /// <summary>Reading has ended for good, by an error that nobody foresaw.</summary>
    void OnDeath(Exception error);
}
