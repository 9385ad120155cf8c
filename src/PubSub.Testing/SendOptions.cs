namespace PubSub.Testing;

/// <summary>Who sends an event to a <see cref="PubSubTestHost"/>, and under which id.</summary>
public sealed record SendOptions
{
    /// <summary>The caller that tests are unless they say otherwise.</summary>
    public const string DefaultUser = "test-user";

    /// <summary>The caller's id: <see cref="DefaultUser"/> by default, null for an anonymous caller.</summary>
    public string? UserId { get; init; } = DefaultUser;

    /// <summary>The caller's roles; none by default.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The client event id, under which a retry is answered the stored outcome; null, the default, for none.</summary>
    public string? ClientEventId { get; init; }
}
