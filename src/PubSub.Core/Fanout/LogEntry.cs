using PubSub.Contracts;

namespace PubSub.Core.Fanout;

/// <summary>Where an event's frame lies in its segment.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Start">The frame's first byte in the segment.</param>
/// <param name="End">The byte after the frame's last.</param>
/// <param name="JsonStart">The envelope's first byte, counted from <paramref name="Start"/>.</param>
internal readonly record struct LogEntry(EventId Id, int Start, int End, int JsonStart);
