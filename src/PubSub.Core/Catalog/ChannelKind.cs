namespace PubSub.Core.Catalog;

/// <summary>How a channel came into the catalogue, and what its name alone says of it.</summary>
public enum ChannelKind
{
    /// <summary>Declared, by a contract or by the host: it has the events of its declaration.</summary>
    Declared,

    /// <summary>Free, and open to anyone: <c>public-…</c>.</summary>
    Public,

    /// <summary>Free, for callers who are signed in: <c>private-…</c>, and the channel manager's <c>broadcast:…</c> and <c>subscription:…</c>.</summary>
    Private,

    /// <summary>Free, for callers who are signed in, with a list of its members: <c>presence-…</c>, and the channel manager's <c>presence:…</c>.</summary>
    Presence,
}
