using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;

namespace Collab.Events;

/// <summary>One ping of a probe. It is broadcast as it is; nothing else happens.</summary>
/// <param name="Seq">The number of this ping among those of its sender, from 1.</param>
/// <param name="P">The sender's own number, where a probe has several.</param>
/// <param name="T">When it was sent, by the sender's clock and in the sender's unit.</param>
/// <param name="Pad">Whatever makes the ping as large as it is to be: up to 65,536 characters.</param>
[Event("probe:ping")]
public sealed record ProbePing(int Seq, int P, long T, [StringLength(65_536)] string Pad) : IClientEvent<ProbeChannel>;
