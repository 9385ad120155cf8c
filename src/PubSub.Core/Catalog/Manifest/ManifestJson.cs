using System.Text.Encodings.Web;
using System.Text.Json;

namespace PubSub.Core.Catalog.Manifest;

/// <summary>How manifests and schemas are written: readable text, line feeds on every system.</summary>
internal static class ManifestJson
{
    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions s_indented = new(s_compact) { WriteIndented = true, NewLine = "\n" };

    public static JsonSerializerOptions Options(bool indented) => indented ? s_indented : s_compact;
}
