using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSub.Benchmarks.Sse;

/// <summary>Source-generated metadata of all that this server reads and writes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BenchPayload))]
[JsonSerializable(typeof(PublishAnswer))]
internal sealed partial class BenchJson : JsonSerializerContext;
