using System.Text;

namespace PubSub.Packaging.Tests;

/// <summary>Looks for text in bytes, as UTF-8 (documents, names) and as UTF-16 (an assembly's string constants).</summary>
internal static class Bytes
{
    public static bool Hold(byte[] content, string text) =>
        content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
}
