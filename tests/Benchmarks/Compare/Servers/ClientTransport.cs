namespace PubSub.Benchmarks.Compare.Servers;

/// <summary>How the load generator in C# reaches a server.</summary>
internal enum ClientTransport
{
    /// <summary>HTTP/1.1 in plaintext.</summary>
    Http1,

    /// <summary>HTTP/1.1 over TLS.</summary>
    TlsHttp1,

    /// <summary>HTTP/2 over TLS; many streams share a connection.</summary>
    TlsHttp2,
}
