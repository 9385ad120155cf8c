using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSub.Benchmarks.Compare.Report;

/// <summary>Source-generated metadata of the file of raw results.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunFile))]
internal sealed partial class RunFileJson : JsonSerializerContext;
