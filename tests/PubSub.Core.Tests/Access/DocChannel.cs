using PubSub.Contracts;

namespace PubSub.Core.Tests.Access;

[EventChannel("doc:{docId}")]
public sealed record DocChannel(string DocId) : IEventChannel;
