using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PubSub.Core.Adapters;
using PubSub.TestServers;

namespace PubSub.Redis.Tests.Starting;

/// <summary>TLS, and what can be wrong with it.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pubsub-tls-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Start_TrustedCertificate_PublishesAndReceives()
    {
        await using RedisServer server = await StartServerAsync("localhost");
        await using RedisNode node = RedisNode.Of($"rediss://localhost:{server.Port}", o => o.CertificateValidation = NameOnly);
        await node.StartAsync();
        await node.SubscribeAsync();
        EventId id = await node.PublishAsync();

        (await node.Sink.ReceivesAsync(RedisNode.Orders, 1))[0].Id.ShouldBe(id);
    }

    [SkippableFact]
    public async Task Start_CertificateOfAnotherName_SaysWhichNameWasAskedFor()
    {
        await using RedisServer server = await StartServerAsync("redis.example");

        (await FailureAsync($"rediss://localhost:{server.Port}", NameOnly)).ShouldContain("not for 'localhost'");
    }

    [SkippableFact]
    public async Task Start_CertificateNotTrusted_SaysSo()
    {
        await using RedisServer server = await StartServerAsync("localhost");

        (await FailureAsync($"rediss://localhost:{server.Port}", validation: null)).ShouldContain("does not trust");
    }

    [SkippableFact]
    public async Task Start_TlsAgainstAServerWithout_SaysSo()
    {
        Servers.RequireRedis();
        await using RedisServer server = await RedisServer.StartAsync();

        (await FailureAsync($"rediss://localhost:{server.Port}", validation: null)).ShouldContain("TLS failed");
    }

    [SkippableFact]
    public async Task Start_NoTlsAgainstAServerWithIt_HintsAtIt()
    {
        await using RedisServer server = await StartServerAsync("localhost");

        (await FailureAsync($"redis://localhost:{server.Port}", validation: null)).ShouldContain("rediss://");
    }

    // The test's own authority is trusted; the name still counts.
    private static bool NameOnly(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);

    private async Task<RedisServer> StartServerAsync(string name)
    {
        Servers.RequireRedis();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string certificateFile = Path.Combine(_folder, "server.crt"), keyFile = Path.Combine(_folder, "server.key");
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        return await RedisServer.StartAsync(
            "--port", "0", "--tls-port", "{port}", "--tls-cert-file", certificateFile, "--tls-key-file", keyFile, "--tls-ca-cert-file", certificateFile, "--tls-auth-clients", "no");
    }

    private static async Task<string> FailureAsync(string configuration, RemoteCertificateValidationCallback? validation)
    {
        await using RedisNode node = RedisNode.Of(configuration, o => o.CertificateValidation = validation);
        return (await Should.ThrowAsync<BrokerUnavailableException>(node.StartAsync)).Message;
    }
}
