using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSub.Benchmarks.Compare.Load;

/// <summary>Source-generated metadata of reports.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LoadResult))]
internal sealed partial class LoadJson : JsonSerializerContext;
