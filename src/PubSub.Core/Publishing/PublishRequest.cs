using System.Buffers;

namespace PubSub.Core.Publishing;

/// <summary>What a transport hands to <see cref="PublishPipeline"/>.</summary>
/// <param name="Body">The bytes of the request object. Read only until <see cref="PublishPipeline.RunAsync"/> has ended.</param>
/// <param name="Caller">Who sent it.</param>
/// <param name="RequestId">The id of the request, as it stands in the log and in <c>meta.requestId</c>.</param>
/// <param name="IdempotencyKey">The value of the header <c>Idempotency-Key</c>, or null where there was none.</param>
/// <param name="Channel">The channel of a request to one, by name or by address; null where the request object names it.</param>
internal readonly record struct PublishRequest(ReadOnlySequence<byte> Body, Caller Caller, string RequestId, string? IdempotencyKey = null, string? Channel = null);
