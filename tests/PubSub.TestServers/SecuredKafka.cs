using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PubSub.TestServers;

/// <summary>
/// A Kafka that asks for credentials, by SASL/PLAIN, and for permission, and that has a listener with TLS. <see cref="KafkaServer.BootstrapServers"/> of the server
/// itself lets anybody do anything, as <see cref="KafkaServer.Admin"/> does.
/// </summary>
public sealed class SecuredKafka
{
    /// <summary>The name in the server's certificate, by which nobody reaches it.</summary>
    public const string CertificateName = "kafka.example";

    private readonly int _saslPort = FreePort.Find(), _tlsPort = FreePort.Find();

    private SecuredKafka()
    {
    }

    public KafkaServer Server { get; private set; } = null!;

    /// <summary>The listener that asks for a user and a password.</summary>
    public string SaslAddress => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_saslPort}");

    /// <summary>The listener with TLS.</summary>
    public string TlsAddress => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_tlsPort}");

    /// <summary>The file of the authority that has signed the server's certificate.</summary>
    public string AuthorityFile => Path.Combine(Server.Folder, "authority.pem");

    /// <summary>A user, and the password of all users.</summary>
    public static (string User, string Password) Alice => ("alice", "alice-secret");

    /// <summary>Another user with the same password, for rules that hold for all topics.</summary>
    public static string Bob => "bob";

    internal static async Task<SecuredKafka> StartAsync()
    {
        var kafka = new SecuredKafka();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={CertificateName}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(CertificateName);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        kafka.Server = await KafkaServer.StartAsync(kafka.Properties(OneLine(key.ExportPkcs8PrivateKeyPem()), OneLine(certificate.ExportCertificatePem())));
        await File.WriteAllTextAsync(kafka.AuthorityFile, certificate.ExportCertificatePem());
        return kafka;
    }

    private string[] Properties(string keyPem, string certificatePem) =>
    [
        $"listeners=PLAINTEXT://127.0.0.1:{{port}},CONTROLLER://127.0.0.1:{{controllerPort}},SASL://{SaslAddress},TLS://{TlsAddress}",
        $"advertised.listeners=PLAINTEXT://127.0.0.1:{{port}},SASL://{SaslAddress},TLS://{TlsAddress}",
        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL",
        "inter.broker.listener.name=PLAINTEXT",
        "listener.name.sasl.sasl.enabled.mechanisms=PLAIN",
        "listener.name.sasl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required " +
            $"user_{Alice.User}=\"{Alice.Password}\" user_{Bob}=\"{Alice.Password}\";",
        "listener.name.tls.ssl.keystore.type=PEM",
        $"listener.name.tls.ssl.keystore.key={keyPem}",
        $"listener.name.tls.ssl.keystore.certificate.chain={certificatePem}",
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found=true",
        "super.users=User:ANONYMOUS",
    ];

    // A value of a properties file goes on in the next line after a backslash, and its line breaks are written out.
    private static string OneLine(string pem) => pem.Trim().ReplaceLineEndings("\\n");
}
