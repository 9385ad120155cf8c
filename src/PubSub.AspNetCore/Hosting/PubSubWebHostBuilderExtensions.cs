using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Settles a web host for many streams.</summary>
public static class PubSubWebHostBuilderExtensions
{
    /// <summary>The connections that the operating system holds until the server accepts them; the system's own limit (<c>net.core.somaxconn</c>) still counts.</summary>
    private const int Backlog = 4096;

    /// <summary>
    /// Settles Kestrel's socket transport for many streams and small requests:
    /// <list type="bullet">
    /// <item><see cref="SocketTransportOptions.UnsafePreferInlineScheduling"/>: what a thread has read it also handles and answers, without handing it to
    /// another one. Fewer switches between threads for each request and each write.</item>
    /// <item><see cref="SocketTransportOptions.Backlog"/> 4096: a crowd that reconnects at once is held rather than refused. Those who wait cost the kernel memory, and a client
    /// that gave up meanwhile is accepted all the same.</item>
    /// </list>
    /// Do not use it where code of the host blocks the request's thread (synchronous database or file calls, <c>.Result</c>): what blocks then holds up the
    /// connections that this thread would have served. On it run the host's middleware and request handlers, authentication and authorisation, the checks of who may use a
    /// channel, and FluentValidation validators. PubSub's own endpoints do not block, and an action runs apart from its request, on another thread of the pool. TLS is
    /// unaffected. What is set here can be overridden by configuring <see cref="SocketTransportOptions"/> afterwards. The garbage collector is the
    /// application's to choose, in its project file: see the guide to performance.
    /// </summary>
    /// <param name="host">The web host.</param>
    public static IWebHostBuilder UsePubSubTuning(this IWebHostBuilder host) =>
        host.ConfigureServices(services => services.Configure<SocketTransportOptions>(options =>
        {
            options.UnsafePreferInlineScheduling = true;
            options.Backlog = Backlog;
        }));
}
