using PubSub.Core.Fanout;
using PubSub.Core.Publishing;

namespace PubSub.Core.Presence;

/// <summary>Who is in a channel between two changes. Made once for all who come meanwhile, and so is its JSON. Immutable.</summary>
internal sealed class PresenceState(PresenceSnapshot snapshot)
{
    private byte[]? _json;

    /// <summary>The members, by the time at which they joined, then by id.</summary>
    public IReadOnlyList<PresenceMember> Members => snapshot.Members;

    /// <summary>The members as a JSON array.</summary>
    public ReadOnlyMemory<byte> MembersJson => _json ??= Write(snapshot.Members);

    /// <summary>The change that led to this state.</summary>
    public PresencePosition Position => snapshot.Position;

    /// <summary>
    /// Sets a session's subscription of a companion to its end and answers who is there at that point: what changes later is what it reads next. For the session's
    /// beginning, and in place of the gap that it is told where it has fallen behind. Called by the owner of the session's write token, or before the session has started.
    /// </summary>
    public static PresenceState At(Subscription companion) =>
        (companion.Channel.Source as PresenceFeed)?.Find(companion.Channel.Name.Whole)?.Attach(companion)
        ?? throw new InvalidOperationException("The subscription is not one of a companion.");

    private static byte[] Write(IReadOnlyList<PresenceMember> members)
    {
        JsonScratch scratch = JsonScratch.Rent();
        try
        {
            scratch.Writer.WriteStartArray();
            foreach (PresenceMember member in members) PresenceMemberConverter.Write(scratch.Writer, member);
            scratch.Writer.WriteEndArray();
            return scratch.Written.ToArray();
        }
        finally
        {
            scratch.Return();
        }
    }
}
