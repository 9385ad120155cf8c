using System.Security.Claims;
using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Catalog;

namespace PubSub.Core.Access;

/// <summary>
/// What an access rule goes by. Valid while the rule runs, also where it is not waited for any more, but for <see cref="Services"/> and <see cref="Request"/>; not for use by several
/// threads at a time.
/// </summary>
public sealed class AccessContext
{
    private static readonly ClaimsPrincipal s_anonymous = new(new ClaimsIdentity());

    private readonly AccessRequest _request;
    private IReadOnlyDictionary<string, string>? _parameters;

    internal AccessContext(in AccessRequest request, IServiceProvider services)
    {
        _request = request;
        Services = services;
    }

    /// <summary>Who asks; a principal without an authenticated identity where nobody has signed in.</summary>
    public ClaimsPrincipal User => _request.Caller.Principal ?? s_anonymous;

    /// <summary>The caller's id: the claim <see cref="ClaimTypes.NameIdentifier"/>, else <c>sub</c>, else the identity's name; one that is empty is passed over. Null for an anonymous caller, and where none of them says who it is.</summary>
    public string? UserId => _request.Caller.UserId;

    /// <summary>The caller's roles; empty for an anonymous one.</summary>
    public IReadOnlyList<string> Roles => _request.Caller.Roles;

    /// <summary>What the caller wants to do.</summary>
    public AccessOperation Operation => _request.Operation;

    /// <summary>The channel's address.</summary>
    public ChannelName Channel => _request.Channel;

    /// <summary>The parameters of the address, decoded, by name; empty where the channel has none.</summary>
    public IReadOnlyDictionary<string, string> Parameters => _parameters ??= _request.Definition.ParametersOf(_request.Channel);

    /// <summary>The parameters of the address as the type that declares them, such as the record of <see cref="ChannelBuilder.Params{TParams}"/> or the channel's own.</summary>
    /// <typeparam name="TParams">A type whose members are the channel's parameters; those that the address leaves out are null.</typeparam>
    /// <exception cref="JsonException">The type has other members.</exception>
    public TParams GetParameters<TParams>() => ChannelParameters.Read<TParams>(_request.Definition, _request.Channel);

    /// <summary>The event that is to be published; null for <see cref="AccessOperation.Subscribe"/>.</summary>
    public string? Event => _request.Event;

    /// <summary>
    /// The payload that is to be published, for rules made by <see cref="AccessRule.WhenData(Func{AccessContext, ValueTask{AccessDecision}})"/>: the event's
    /// record, or a <see cref="JsonElement"/> on a channel without a contract. Null in every other rule.
    /// </summary>
    public object? Data => _request.Data;

    /// <summary>What the client says of itself as it joins a channel with presence; null otherwise. Nobody has checked it.</summary>
    public JsonElement? UserInfo => _request.UserInfo;

    /// <summary>
    /// The services of the caller's request; over a WebSocket, and for a caller without a request, those of a scope for this question alone. A rule that goes on when it is not
    /// waited for any more may find those of a request disposed of.
    /// </summary>
    public IServiceProvider Services { get; }

    /// <summary>The transport's own context of the request: an <c>HttpContext</c> in ASP.NET Core. Null for what has no transport.</summary>
    public object? Request => _request.Caller.Request;

    /// <summary>Cancelled when the decision is not waited for any more.</summary>
    public CancellationToken CancellationToken { get; internal init; }
}
