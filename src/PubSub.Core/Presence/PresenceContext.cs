using Microsoft.Extensions.Logging;

namespace PubSub.Core.Presence;

/// <summary>What the views of a node have in common.</summary>
/// <param name="Store">The store.</param>
/// <param name="Timeout">How long it may take to answer.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The log.</param>
internal sealed record PresenceContext(IPresenceStore Store, TimeSpan Timeout, TimeProvider Time, ILogger Logger);
