using Microsoft.Extensions.DependencyInjection;
using PubSub.Core.Fanout;

namespace PubSub.AspNetCore.Tests.WebSockets;

internal static class SessionCounts
{
    /// <summary>How many sessions a host has.</summary>
    public static int SessionCount(this ProbeHost host) => host.Host.Services.GetRequiredService<FanoutHub>().SessionCount;
}
