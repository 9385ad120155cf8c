using System.Security.Claims;
using PubSub.Core.Publishing;

namespace PubSub.Core.Tests.Publishing;

public sealed class CallerTests
{
    [Theory]
    [InlineData("id", "sub", "name", "id")]
    [InlineData(null, "sub", "name", "sub")]
    [InlineData(null, null, "name", "name")]
    [InlineData("", "sub", "name", "sub")]
    [InlineData("", "", "name", "name")]
    [InlineData("", "", "", null)]
    [InlineData(null, null, null, null)]
    public void UserId_SignedIn_IsTheFirstThatSaysWho(string? id, string? sub, string? name, string? expected)
    {
        (string Type, string? Value)[] told = [(ClaimTypes.NameIdentifier, id), ("sub", sub), (ClaimTypes.Name, name)];
        IEnumerable<Claim> claims = told.Where(static each => each.Value is not null).Select(static each => new Claim(each.Type, each.Value!));

        new Caller(new ClaimsPrincipal(new ClaimsIdentity(claims, "test"))).UserId.ShouldBe(expected);
    }

    [Fact]
    public void UserId_NotSignedIn_IsNull() =>
        new Caller(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "id")]))).UserId.ShouldBeNull();
}
