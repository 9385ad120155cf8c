using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PubSub.Contracts;
using PubSub.Core;
using PubSub.Core.Access;
using PubSub.Core.Hosting;
using PubSub.Core.Publishing;
using PubSub.Core.Subscribing;

namespace PubSub.Testing;

/// <summary>
/// PubSub on the in-memory adapter, without HTTP, for integration tests: what a test sends takes the same path as a request does, from access rules and
/// validation to the action and its subscribers. Safe to use from any thread; dispose of it to stop it.
/// </summary>
public sealed class PubSubTestHost : IAsyncDisposable
{
    // A test that failed may have left an action behind: it is not waited for longer than this.
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(5);

    private readonly ServiceProvider _services;
    private readonly TestSender _sender;
    private readonly TimeSpan _patience;
    private readonly IHostedService[] _hosted;

    private PubSubTestHost(ServiceProvider services, TimeSpan patience)
    {
        _services = services;
        _sender = new TestSender(services);
        _patience = patience;
        _hosted = [.. services.GetServices<IHostedService>()];
    }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Publishes as server code does: without access rules and actions.</summary>
    public IEventPublisher Publisher => _services.GetRequiredService<IEventPublisher>();

    /// <summary>Starts a host that serves one contract assembly.</summary>
    /// <typeparam name="TContract">Any type of the contract assembly, such as a channel.</typeparam>
    /// <param name="configure">Registers what actions need, and sets what differs from the defaults.</param>
    /// <exception cref="Core.Catalog.ContractException">The contracts do not make a catalogue; every problem is listed.</exception>
    /// <exception cref="OptionsValidationException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">An access rule names a policy that is not among <see cref="PubSubTestHostSettings.Policies"/>.</exception>
    public static Task<PubSubTestHost> StartAsync<TContract>(Action<PubSubTestHostSettings>? configure = null) =>
        StartAsync(typeof(TContract).Assembly, configure);

    /// <inheritdoc cref="StartAsync{TContract}"/>
    /// <param name="contracts">The contract assembly.</param>
    /// <param name="configure">Registers what actions need, and sets what differs from the defaults.</param>
    public static async Task<PubSubTestHost> StartAsync(Assembly contracts, Action<PubSubTestHostSettings>? configure = null)
    {
        var settings = new PubSubTestHostSettings();
        configure?.Invoke(settings);
        settings.Services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        settings.Services.TryAddSingleton(typeof(ILogger<>), typeof(Logger<>));
        settings.Services.TryAddSingleton(settings.Time);
        settings.Services.TryAddSingleton<IPolicyEvaluator>(new TestPolicies(settings.Policies.ToDictionary(StringComparer.Ordinal)));
        settings.Services.AddPubSubCore(options =>
        {
            options.ContractAssemblies.Add(contracts);
            settings.PubSub?.Invoke(options);
        });
        ServiceProvider services = settings.Services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            var host = new PubSubTestHost(services, settings.Patience);
            foreach (IHostedService hosted in host._hosted) await hosted.StartAsync(CancellationToken.None);
            return host;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends an event as a client does, and answers what the client is answered.</summary>
    /// <typeparam name="TChannel">The event's channel, which has no parameters.</typeparam>
    /// <typeparam name="TResult">What the action answers.</typeparam>
    /// <param name="payload">The event.</param>
    /// <param name="options">Who sends it; null for <see cref="SendOptions.DefaultUser"/>.</param>
    /// <exception cref="PubSubException">The event was refused or its action failed; the code says how.</exception>
    public Task<SendResult<TResult>> SendAsync<TChannel, TResult>(IClientEvent<TChannel, TResult> payload, SendOptions? options = null)
        where TChannel : IEventChannel => _sender.SendAsync<TResult>(payload, channel: null, options);

    /// <inheritdoc cref="SendAsync{TChannel,TResult}(IClientEvent{TChannel,TResult},SendOptions)"/>
    /// <summary>Sends an event to one address of a parametric channel, and answers what the client is answered.</summary>
    public Task<SendResult<TResult>> SendAsync<TChannel, TResult>(TChannel channel, IClientEvent<TChannel, TResult> payload, SendOptions? options = null)
        where TChannel : IEventChannel => _sender.SendAsync<TResult>(payload, channel, options);

    /// <inheritdoc cref="SendAsync{TChannel,TResult}(IClientEvent{TChannel,TResult},SendOptions)"/>
    /// <summary>Sends an event that has no result.</summary>
    public Task<SendResult> SendAsync<TChannel>(IClientEvent<TChannel> payload, SendOptions? options = null)
        where TChannel : IEventChannel => _sender.SendAsync(payload, channel: null, options);

    /// <inheritdoc cref="SendAsync{TChannel,TResult}(IClientEvent{TChannel,TResult},SendOptions)"/>
    /// <summary>Sends an event that has no result to one address of a parametric channel.</summary>
    public Task<SendResult> SendAsync<TChannel>(TChannel channel, IClientEvent<TChannel> payload, SendOptions? options = null)
        where TChannel : IEventChannel => _sender.SendAsync(payload, channel, options);

    /// <summary>Collects the events of one type from a channel without parameters. Those published after this has returned are not missed.</summary>
    /// <typeparam name="TEvent">The event.</typeparam>
    /// <param name="from">Where to begin; null for the next event.</param>
    public async Task<EventInbox<TEvent>> SubscribeAsync<TEvent>(SubscribeOptions? from = null)
        where TEvent : notnull
    {
        var inbox = new EventInbox<TEvent>(_patience);
        return inbox.Attach(await _services.GetRequiredService<IEventSubscriber>().SubscribeAsync<TEvent>(inbox.AddAsync, inbox.Watch(from)));
    }

    /// <summary>Collects the events of one type from one address of a channel.</summary>
    /// <typeparam name="TChannel">The channel.</typeparam>
    /// <typeparam name="TEvent">An event of that channel.</typeparam>
    /// <param name="channel">The address.</param>
    /// <param name="from">Where to begin; null for the next event.</param>
    public async Task<EventInbox<TEvent>> SubscribeAsync<TChannel, TEvent>(TChannel channel, SubscribeOptions? from = null)
        where TChannel : IEventChannel
        where TEvent : IEvent<TChannel>
    {
        var inbox = new EventInbox<TEvent>(_patience);
        return inbox.Attach(await _services.GetRequiredService<IEventSubscriber>().SubscribeAsync<TChannel, TEvent>(channel, inbox.AddAsync, inbox.Watch(from)));
    }

    /// <summary>Stops the host: waits a few seconds for actions that run, then cancels them.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(s_stopTimeout);
        foreach (IHostedService hosted in _hosted.Reverse()) await hosted.StopAsync(limit.Token);
        await _services.DisposeAsync();
    }
}
