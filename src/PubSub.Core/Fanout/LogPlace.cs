namespace PubSub.Core.Fanout;

/// <summary>Where an event's id stands to a window over an ordered channel.</summary>
internal enum LogPlace
{
    /// <summary>Right after the window's last event.</summary>
    Next,

    /// <summary>After the window's last event, with offsets between the two.</summary>
    Beyond,

    /// <summary>The window holds, begins or ends with exactly this id.</summary>
    Known,

    /// <summary>Of this epoch, with an offset and milliseconds of before the window: what the window gave up already, or another stream's event.</summary>
    Before,

    /// <summary>No event of the window's stream: of another epoch, with an offset that another event has, or right after another event than the window's last.</summary>
    Foreign,
}
