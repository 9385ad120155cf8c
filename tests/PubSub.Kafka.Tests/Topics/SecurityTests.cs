using PubSub.Core.Adapters;
using PubSub.Kafka.Tests.Support;
using PubSub.TestServers;

namespace PubSub.Kafka.Tests.Topics;

/// <summary>Credentials and certificates, right and wrong.</summary>
public class SecurityTests : KafkaTest
{
    private SecuredKafka _kafka = null!;

    protected override async Task<KafkaServer> GetServerAsync() => (_kafka = await SharedKafka.GetSecuredAsync()).Server;

    [SkippableFact]
    public async Task Start_RightPassword_Publishes()
    {
        KafkaNode node = await StartNodeAsync(o => WithPassword(o, SecuredKafka.Alice.Password));

        (await node.PublishAsync(Orders)).Offset.ShouldBe(1);
    }

    [SkippableFact]
    public async Task Start_WrongPassword_SaysSoAndShowsItNowhere()
    {
        const string Wrong = "not-the-password";
        KafkaNode node = NewNode(o => WithPassword(o, Wrong));
        BrokerUnavailableException error = await Should.ThrowAsync<BrokerUnavailableException>(node.StartAsync);

        error.Message.ShouldContain("the broker refuses the credentials");
        $"{error} {string.Join(' ', node.Logs.Entries.Select(entry => $"{entry.Message} {entry.Exception}"))}".ShouldNotContain(Wrong);
    }

    [SkippableFact]
    public async Task Start_TrustedCertificate_Publishes()
    {
        KafkaNode node = await StartNodeAsync(o => WithTls(o, checksName: false));

        (await node.PublishAsync(Orders)).Offset.ShouldBe(1);
    }

    [SkippableFact]
    public async Task Start_CertificateOfAnotherName_SaysWhatToCheck() =>
        (await FailureAsync(o => WithTls(o, checksName: true))).ShouldContain("the TLS connection failed; check ssl.ca.location and the name in the broker's certificate");

    [SkippableFact]
    public async Task Start_CertificateNotTrusted_SaysWhatToCheck()
    {
        string message = await FailureAsync(o =>
        {
            WithTls(o, checksName: false);
            o.Client.Remove("ssl.ca.location");
        });

        message.ShouldContain("the TLS connection failed; check ssl.ca.location");
    }

    [SkippableFact]
    public async Task Start_NoTlsAgainstAListenerWithIt_SaysWhatToCheck() =>
        (await FailureAsync(o => o.BootstrapServers = _kafka.TlsAddress)).ShouldContain("security.protocol", Case.Insensitive);

    private async Task<string> FailureAsync(Action<KafkaOptions> configure)
    {
        KafkaNode node = NewNode(o =>
        {
            configure(o);
            o.ConnectTimeout = TimeSpan.FromSeconds(2);
        });
        return (await Should.ThrowAsync<BrokerUnavailableException>(node.StartAsync)).Message;
    }

    private void WithPassword(KafkaOptions options, string password)
    {
        options.BootstrapServers = _kafka.SaslAddress;
        options.ConnectTimeout = TimeSpan.FromSeconds(5);
        options.Client["security.protocol"] = "SASL_PLAINTEXT";
        options.Client["sasl.mechanism"] = "PLAIN";
        options.Client["sasl.username"] = SecuredKafka.Alice.User;
        options.Client["sasl.password"] = password;
    }

    private void WithTls(KafkaOptions options, bool checksName)
    {
        options.BootstrapServers = _kafka.TlsAddress;
        options.Client["security.protocol"] = "SSL";
        options.Client["ssl.ca.location"] = _kafka.AuthorityFile;
        options.Client["ssl.endpoint.identification.algorithm"] = checksName ? "https" : "none";
    }
}
