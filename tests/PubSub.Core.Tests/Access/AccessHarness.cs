using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSub.Contracts;
using PubSub.Core.Access;
using PubSub.Core.Catalog;
using PubSub.Core.Publishing;
using PubSub.TestSupport;

namespace PubSub.Core.Tests.Access;

/// <summary>Access rules by themselves: a channel <c>doc:{docId}</c>, one behind <c>tenant:{tenantId}:</c>, and callers.</summary>
internal sealed class AccessHarness
{
    public static readonly ChannelName Document = ChannelName.Parse("doc:a%20b");
    public static readonly ChannelName OfTenant = ChannelName.Parse("tenant:acme:doc:1");

    private readonly AccessRules _rules;

    public AccessHarness(Action<PubSubOptions>? configure = null, TimeProvider? time = null)
    {
        configure?.Invoke(Options);
        ServiceProvider services = new ServiceCollection().AddScoped<Scoped>().BuildServiceProvider(validateScopes: true);
        var logging = LoggerFactory.Create(builder => builder.AddProvider(Logs));
        _rules = new AccessRules(Options, services.GetRequiredService<IServiceScopeFactory>(), time ?? TimeProvider.System, logging.CreateLogger<AccessRules>());
    }

    public PubSubOptions Options { get; } = new();

    public LogCollector Logs { get; } = new();

    public static ChannelDefinition Definition { get; } = DefinitionOf<DocChannel>();

    public static ChannelDefinition TenantDefinition { get; } = DefinitionOf<TenantDocChannel>();

    public static Caller User(string id, params (string Type, string Value)[] claims) =>
        new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id), .. claims.Select(c => new Claim(c.Type, c.Value))], "Test")));

    /// <summary>The code of the refusal, or null where there is none.</summary>
    public Task<string?> PublishAsync(Caller caller, ChannelName? channel = null) => CodeAsync(() => _rules.EnsureMayPublishAsync(DefinitionOf(channel), channel ?? Document, caller, "doc:edit"));

    public Task<string?> PublishDataAsync(Caller caller, object data) => CodeAsync(() => _rules.EnsureMayPublishDataAsync(Definition, Document, caller, "doc:edit", data));

    public Task<string?> SubscribeAsync(Caller caller, ChannelName? channel = null) => CodeAsync(() => _rules.EnsureMaySubscribeAsync(DefinitionOf(channel), channel ?? Document, caller));

    public Task<string?> SubscribeAsync(Caller caller, JsonElement userInfo) => CodeAsync(() => _rules.EnsureMaySubscribeAsync(Definition, Document, caller, userInfo));

    public ValueTask SubscribeRawAsync(Caller caller) => _rules.EnsureMaySubscribeAsync(Definition, Document, caller);

    private static ChannelDefinition DefinitionOf<TChannel>() => ContractReader.Read([typeof(TChannel)]).Channels.Single();

    private static ChannelDefinition DefinitionOf(ChannelName? channel) => channel is null ? Definition : TenantDefinition;

    private static async Task<string?> CodeAsync(Func<ValueTask> ask)
    {
        try
        {
            await ask();
            return null;
        }
        catch (PubSubException refusal)
        {
            return refusal.Code;
        }
    }

    /// <summary>A service of which each scope has one.</summary>
    public sealed class Scoped;
}
