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
