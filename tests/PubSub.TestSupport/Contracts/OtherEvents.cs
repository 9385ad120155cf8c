using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.TestSupport.Contracts;

[EventChannel("open", Public = true)]
public sealed record OpenChannel : IEventChannel;

[Event("open:said")]
public sealed record OpenSaid(string Text) : IClientEvent<OpenChannel>;

[EventChannel("closed")]
public sealed record ClosedChannel : IEventChannel;

[Event("closed:said")]
public sealed record ClosedSaid(string Text) : IClientEvent<ClosedChannel>;

[EventChannel("room:{roomId}", Public = true)]
public sealed record RoomChannel(string RoomId) : IEventChannel;

[Event("room:spoke")]
public sealed record RoomSpoke(string Text) : IClientEvent<RoomChannel>;

public enum Colour
{
    Red,
    Green,
}

/// <summary>Members that a sender may leave out, spell differently or make up.</summary>
[Event("open:shaped")]
public sealed record OpenShaped(string Name, Colour Colour = Colour.Red, decimal Price = 1.50m, JsonElement? Free = null, double Ratio = 0) : IClientEvent<OpenChannel>
{
    public string Shout => Name.ToUpperInvariant();
}

/// <summary>Every kind of rule.</summary>
[Event("open:ruled")]
public sealed record OpenRuled(
    [StringLength(8, MinimumLength = 1)] string Title,
    IReadOnlyList<RuledLine> Lines,
    IReadOnlyDictionary<string, RuledLine>? Named = null,
    RuledShape? Shape = null) : IClientEvent<OpenChannel>
{
    [Range(1, 10)]
    public int Rank { get; init; } = 1;
}

public sealed record RuledLine([Range(1, 99)] int Count, string? Note = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Count == 13) yield return new ValidationResult("is an unlucky number", [nameof(Count)]);
    }
}

[System.Text.Json.Serialization.JsonDerivedType(typeof(RuledCircle), "circle")]
public abstract record RuledShape;

public sealed record RuledCircle([Range(0, 5)] double Radius) : RuledShape;

/// <summary>Made so that it can contain itself.</summary>
[Event("open:looped")]
public sealed record OpenLooped([StringLength(8)] string Name) : IEvent<OpenChannel>
{
    public OpenLooped? Next { get; set; }
}
