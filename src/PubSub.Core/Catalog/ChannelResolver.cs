using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>
/// Finds the channel that is meant by a name and its parameters as a JSON object, or by a whole address without any. What the two say of one channel is the same address. Safe
/// to use from any thread.
/// </summary>
internal sealed class ChannelResolver(EventCatalog catalog)
{
    private static readonly JsonDocumentOptions s_reading = new() { AllowDuplicateProperties = false };

    /// <param name="channel">The letters before a channel's first parameter, such as <c>cursor</c>, or an address, such as <c>cursor:room-1</c>.</param>
    /// <param name="parameters">The parameters' JSON; empty for none.</param>
    /// <exception cref="PubSubException">
    /// <see cref="ErrorCode.InvalidChannel"/>, <see cref="ErrorCode.UnknownChannel"/>, or <see cref="ErrorCode.InvalidRequest"/> where the parameters are no JSON object.
    /// </exception>
    public (ChannelDefinition Definition, ChannelName Address) Resolve(string channel, ReadOnlyMemory<byte> parameters)
    {
        if (!ChannelName.TryParse(channel, out ChannelName name, out string? problem)) throw new PubSubException(ErrorCode.InvalidChannel, problem);
        if (parameters.IsEmpty) return Whole(name);
        try
        {
            using var document = JsonDocument.Parse(parameters, s_reading);
            Dictionary<string, JsonElement> given = ReadMembers(document.RootElement);
            return given.Count == 0 ? Whole(name) : WithParameters(name, given);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new PubSubException(ErrorCode.InvalidRequest, "'params' is not JSON, or has a member twice.", error) { Errors = At("$.params", "is not a JSON object") };
        }
    }

    // A member that is null is one that is left out.
    private static Dictionary<string, JsonElement> ReadMembers(JsonElement parameters)
    {
        if (parameters.ValueKind == JsonValueKind.Null) return [];
        if (parameters.ValueKind != JsonValueKind.Object)
            throw new PubSubException(ErrorCode.InvalidRequest, "'params' must be a JSON object with a member for each parameter.") { Errors = At("$.params", "must be an object") };
        return parameters.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
    }

    private (ChannelDefinition Definition, ChannelName Address) Whole(ChannelName name)
    {
        if (catalog.TryGetChannel(name, out ChannelDefinition? definition)) return (definition, name);
        ChannelDefinition[] meant = catalog.NamedAs(name);
        throw meant.Length == 0
            ? new PubSubException(ErrorCode.UnknownChannel, "No channel of the catalogue has this name or address.")
            : new PubSubException(ErrorCode.InvalidChannel, $"This channel needs 'params': {Forms(meant)}.") { Errors = At("$.params", "is missing") };
    }

    private (ChannelDefinition Definition, ChannelName Address) WithParameters(ChannelName name, Dictionary<string, JsonElement> given)
    {
        ChannelDefinition[] meant = catalog.NamedAs(name);
        if (meant.Length == 0)
        {
            throw catalog.TryGetChannel(name, out _)
                ? new PubSubException(ErrorCode.InvalidChannel, "This channel takes no 'params': a whole address holds its parameters already.") { Errors = At("$.params", "is not taken") }
                : new PubSubException(ErrorCode.UnknownChannel, "No channel of the catalogue has this name.");
        }

        ChannelDefinition[] fitting = Array.FindAll(meant, each => Fits(each, given));
        if (fitting.Length == 1) return (fitting[0], AddressOf(fitting[0], given));
        throw new PubSubException(
            ErrorCode.InvalidChannel,
            fitting.Length == 0
                ? $"The members of 'params' are not those that the channel takes: {Forms(meant)}."
                : "Several channels take these 'params'. Give the whole address instead.") { Errors = At("$.params", "does not tell one channel") };
    }

    private static bool Fits(ChannelDefinition channel, Dictionary<string, JsonElement> given)
    {
        IReadOnlyList<string> names = channel.Template.Parameters;
        return given.Count >= channel.Template.RequiredCount && given.Count <= names.Count && names.Take(given.Count).All(given.ContainsKey);
    }

    private ChannelName AddressOf(ChannelDefinition channel, Dictionary<string, JsonElement> given)
    {
        var values = new string[given.Count];
        var errors = new Dictionary<string, string[]>();
        for (int i = 0; i < values.Length; i++)
        {
            ChannelParameter parameter = channel.Parameters[i];
            if (!parameter.TryRead(given[parameter.Name], out string? value, out string? wrong)) errors[$"$.params.{parameter.Name}"] = [wrong];
            else values[i] = value;
        }

        if (errors.Count > 0) throw new PubSubException(ErrorCode.InvalidChannel, $"The parameters do not fit the channel '{channel.Name}'; 'errors' says where.") { Errors = errors };
        if (!channel.Template.TryFormat(values, out ChannelName address, out string? problem))
            throw new PubSubException(ErrorCode.InvalidChannel, problem) { Errors = At("$.params", problem) };
        // A fixed channel of the same form is another one.
        return catalog.TryGetChannel(address, out ChannelDefinition? found) && found == channel
            ? address
            : throw new PubSubException(ErrorCode.InvalidChannel, "The address that these 'params' make belongs to another channel.") { Errors = At("$.params", "belongs to another channel") };
    }

    private static string Forms(ChannelDefinition[] channels) => string.Join(" or ", channels.Select(c => $"'{c.Name}'"));

    private static Dictionary<string, string[]> At(string path, string problem) => new() { [path] = [problem] };
}
