using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PubSub.TestSupport;

/// <summary>Waits for conditions instead of for times.</summary>
public static class Eventually
{
    /// <summary>How long a wait may last before the test fails: far more than a slow machine needs.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Returns once the condition holds, or throws <see cref="TimeoutException"/>.</summary>
    public static Task HoldsAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HoldsAsync(() => new ValueTask<bool>(condition()), what);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string)"/>
    public static async Task HoldsAsync(Func<ValueTask<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        long started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Limit) throw new TimeoutException($"Waited {Limit} in vain for: {what}.");
            await ticks.WaitForNextTickAsync();
        }
    }
}
