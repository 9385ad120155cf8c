using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Core.Access;
using PubSub.TestSupport;

namespace PubSub.AspNetCore.Tests.WebSockets;

/// <summary>A connection lasts for hours: what a rule asks of scoped services is not what they knew when it began.</summary>
public sealed class SocketScopeTests : SocketTestBase
{
    private readonly ConcurrentQueue<Scoped> _seen = new();

    [Fact]
    public async Task Rule_AskedOverAWebSocket_HasServicesOfItsOwnEachTimeAndTheyAreDisposedOf()
    {
        await using SocketClient client = await JoinAsync("private-a", "ann");
        await client.AskAsync("""{"type":"channel:message","channel":"private-a","event":"hi","data":1}""");
        await client.AskAsync("""{"type":"join","channel":"private-a"}""");

        _seen.Count.ShouldBe(3);
        _seen.Distinct().Count().ShouldBe(3);
        _seen.ShouldAllBe(each => each.IsDisposed);
    }

    protected override void Configure(TestHostSettings settings)
    {
        settings.Services.Add(services => services.AddScoped<Scoped>());
        settings.PubSub.Add(options => options.Guard("private-*", AccessRule.When(context =>
        {
            _seen.Enqueue(context.Services.GetRequiredService<Scoped>());
            return true;
        })));
    }

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
