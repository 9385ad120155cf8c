using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>What one atomic read of history found.</summary>
/// <param name="Events">The events, oldest first.</param>
/// <param name="Start">
/// The position right before the first of <paramref name="Events"/>: the id of the event before it, or the last trimmed id. A reader that is cut
/// before that event resumes from here and misses nothing. Where there are no events it is <paramref name="Top"/>; with <paramref name="HasMore"/> it is the
/// place that the search got to, further on than where it began: nothing was found up to there, and a reader goes on after it.
/// </param>
/// <param name="Top">The position of the channel's last event at the moment of the read.</param>
/// <param name="Truncated">
/// True where the position was not valid or an event after it was trimmed, so that <paramref name="Events"/> is not all that came after it; they
/// then begin with the oldest that is kept, and may be left out where <see cref="ReadOptions.OnlyIfContinuous"/>. A position is valid where history holds exactly that id, or it is the stored top or the last trimmed
/// id; a time is valid where no event of a later millisecond was trimmed.
/// </param>
/// <param name="HasMore">
/// True where more events follow the last of <paramref name="Events"/>, or may follow <paramref name="Start"/> where there are none: a search that was ended before it had
/// found anything, as <see cref="ReadOptions.TimeLimit"/> asks for.
/// </param>
public sealed record HistoryPage(IReadOnlyList<ChannelEvent> Events, EventId Start, EventId Top, bool Truncated, bool HasMore);
