using System.Text.Json;
using PubSub.Contracts;
using PubSub.Core.Catalog;
using PubSub.Core.Publishing;

namespace PubSub.Core.Access;

/// <summary>One question of access.</summary>
internal readonly record struct AccessRequest(ChannelDefinition Definition, ChannelName Channel, Caller Caller, AccessOperation Operation)
{
    public string? Event { get; init; }

    public object? Data { get; init; }

    public JsonElement? UserInfo { get; init; }
}
