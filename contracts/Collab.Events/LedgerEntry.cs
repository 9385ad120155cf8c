using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;

namespace Collab.Events;

/// <summary>One entry of a ledger. It is kept and broadcast as it is; nothing else happens.</summary>
/// <param name="Seq">The number of this entry among those of its sender, from 1.</param>
/// <param name="P">The sender's own number, where a probe has several.</param>
/// <param name="T">When it was sent, by the sender's clock and in the sender's unit.</param>
/// <param name="Pad">Whatever makes the entry as large as it is to be: up to 65,536 characters.</param>
[Event("ledger:entry")]
public sealed record LedgerEntry(int Seq, int P, long T, [StringLength(65_536)] string Pad) : IClientEvent<LedgerChannel>;
