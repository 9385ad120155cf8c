using System.Globalization;
using System.Text.Json;

namespace PubSub.MultiNode.Tests.Presence;

/// <summary>
/// The list of a room's members as a page keeps it, by what it is told. What cannot be is noted: a member that joins who is there, leaves or is updated who is not, and a
/// list without the user itself. Safe to use from any thread.
/// </summary>
/// <param name="whose">Whose list it is.</param>
/// <param name="user">The user's id.</param>
internal sealed class PresenceList(string whose, string user)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _members = [];
    private readonly List<string> _impossible = [];
    private readonly List<(string User, DateTimeOffset? At)> _departures = [];

    /// <summary>What was told that cannot be.</summary>
    public IReadOnlyList<string> Impossible
    {
        get
        {
            lock (_lock) return [.. _impossible];
        }
    }

    /// <summary>Who has left, and when.</summary>
    public IReadOnlyList<(string User, DateTimeOffset? At)> Departures
    {
        get
        {
            lock (_lock) return [.. _departures];
        }
    }

    public bool Is(IReadOnlyDictionary<string, int> members)
    {
        lock (_lock) return _members.Count == members.Count && _members.All(each => members.TryGetValue(each.Key, out int told) && told == each.Value);
    }

    public bool Has(IReadOnlySet<string> members)
    {
        lock (_lock) return members.SetEquals(_members.Keys);
    }

    public override string ToString()
    {
        lock (_lock) return string.Join(' ', _members.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key}={each.Value}")));
    }

    public void Take(JsonElement message)
    {
        lock (_lock)
        {
            switch (message.GetProperty("type").GetString())
            {
                case "channel:joined":
                    _members.Clear();
                    foreach (JsonElement each in message.GetProperty("members").EnumerateArray()) _members[IdOf(each)] = ToldBy(each);
                    string me = IdOf(message.GetProperty("me"));
                    if (me != user) _impossible.Add($"{whose} was told to be {me}");
                    break;
                case "presence:member_joined":
                    JsonElement joined = message.GetProperty("member");
                    if (!_members.TryAdd(IdOf(joined), ToldBy(joined))) _impossible.Add($"{IdOf(joined)} joined and was there ({whose})");
                    break;
                case "presence:member_updated" or "channel:updated":
                    JsonElement updated = message.GetProperty("member");
                    if (!_members.ContainsKey(IdOf(updated))) _impossible.Add($"{IdOf(updated)} was updated and was not there ({whose})");
                    _members[IdOf(updated)] = ToldBy(updated);
                    break;
                case "presence:member_left":
                    string left = IdOf(message.GetProperty("member"));
                    _departures.Add((left, message.GetProperty("timestamp").GetDateTimeOffset()));
                    if (!_members.Remove(left)) _impossible.Add($"{left} left and was not there ({whose})");
                    break;
            }
        }
    }

    private static string IdOf(JsonElement member) => member.GetProperty("id").GetString()!;

    private static int ToldBy(JsonElement member) => member.TryGetProperty("told", out JsonElement told) ? told.GetInt32() : 0;
}
