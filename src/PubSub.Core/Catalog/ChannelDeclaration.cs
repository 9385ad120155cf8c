using PubSub.Contracts;

namespace PubSub.Core.Catalog;

/// <summary>What is said of a channel, by a record's attribute or by the host.</summary>
/// <param name="Where">What problems call the place of the declaration.</param>
/// <param name="Name">The address or template.</param>
/// <param name="Said">The attribute, or what stands for it, for all but the name.</param>
/// <param name="ClrType">The record that is the channel, or null.</param>
/// <param name="ParametersType">The type whose properties are the parameters, or null where they are any text.</param>
/// <param name="Options">What the host sets of the channel or null where there is no host.</param>
internal sealed record ChannelDeclaration(string Where, string Name, EventChannelAttribute Said, Type? ClrType, Type? ParametersType, ChannelOptions? Options = null);
