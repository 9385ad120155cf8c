using System.Text.Json;
using PubSub.Contracts;

namespace PubSub.Core.Adapters;

/// <summary>How the product reads JSON that it wrote itself around payloads.</summary>
internal static class EnvelopeJson
{
    /// <summary>
    /// An envelope, and a stored outcome around it, nest a payload of <see cref="ContractJson.MaxDepth"/> levels a few levels deeper: what was accepted
    /// can be read again.
    /// </summary>
    public static JsonReaderOptions Reading { get; } = new() { MaxDepth = ContractJson.MaxDepth + 8 };
}
