using System.ComponentModel.DataAnnotations;
using PubSub.Contracts;

namespace Shapes;

/// <summary>Every annotation that reaches the schema, on parameters and on properties.</summary>
[Event("shapes:annotated")]
public sealed record Annotated(
    [StringLength(8, MinimumLength = 2)] string Name,
    [Required] string? Needed,
    [Range(1, 5)] int Stars,
    [property: Range(0.5, 1.5)] double Ratio,
    [Range(typeof(decimal), "0.01", "99.99", ParseLimitsInInvariantCulture = true)] decimal Price,
    [Range(0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)] double Between,
    [RegularExpression("[a-z]{3}")] string Code,
    [MinLength(1), MaxLength(3)] List<string> Tags,
    [Length(2, 4)] string Pin,
    [Length(1, 2)] int[] Numbers,
    [AllowedValues("small", "large")] string Size,
    [DeniedValues("root", "admin")] string User,
    [Base64String] string Data,
    [EmailAddress] string Mail,
    [Url] string Site) : IClientEvent<ShapesChannel>
{
    [MaxLength(4)]
    public string? Optional { get; init; }

    [MinLength(1)]
    public Dictionary<string, int> Map { get; init; } = new() { ["one"] = 1 };

    public static Annotated Example { get; } =
        new("name", "x", 5, 1, 0.5m, 0.5, "abc", ["t"], "1234", [1], "small", "me", "AQID", "a@example.org", "https://example.org/");
}
