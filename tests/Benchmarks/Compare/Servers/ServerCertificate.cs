using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PubSub.Benchmarks.Compare.Servers;

/// <summary>A certificate for 127.0.0.1 that signs itself, made for one run.</summary>
internal static class ServerCertificate
{
    /// <summary>Writes it to a folder as a PKCS #12 file, valid for a day.</summary>
    /// <returns>The file's path and its password.</returns>
    public static (string Path, string Password) Write(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));

        string path = Path.Combine(folder, "server.pfx"), password = Guid.NewGuid().ToString("N");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, password));
        return (path, password);
    }
}
