using PubSub.Contracts;

namespace PubSub.Core.Tests.Access;

/// <summary>Public, and yet of a tenant.</summary>
[EventChannel("tenant:{tenantId}:doc:{docId}", Public = true)]
public sealed record TenantDocChannel(string TenantId, string DocId) : IEventChannel;
