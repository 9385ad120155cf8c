using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSub.Benchmarks.Peers;

/// <summary>Source-generated metadata of all that these servers read and write.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BenchPayload))]
[JsonSerializable(typeof(PublishAnswer))]
internal sealed partial class BenchJson : JsonSerializerContext;
