namespace PubSub.Core.Fanout;

/// <summary>What is kept in a <see cref="Slots{T}"/>: it knows its place. Only the set touches it, under the set's gate.</summary>
internal interface ISlotted
{
    int Slot { get; set; }
}
