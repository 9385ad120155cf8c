namespace PubSub.Browser.Tests.Support;

/// <summary>Names that no other test uses, since all share a server.</summary>
internal static class Unique
{
    public static string OrderId() => $"A-{Guid.NewGuid():N}";

    public static string Room() => $"room-{Guid.NewGuid():N}";
}
