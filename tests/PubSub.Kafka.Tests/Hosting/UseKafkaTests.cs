using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PubSub.Core.Adapters;
using PubSub.Core.Hosting;

namespace PubSub.Kafka.Tests.Hosting;

public class UseKafkaTests
{
    [Fact]
    public async Task UseKafka_Address_RegistersTheAdapter()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        Builder(services).UseKafka("127.0.0.1:9");
        await using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredService<IEventAdapter>().Name.ShouldBe("kafka");
    }

    [Fact]
    public void UseKafka_NoAddress_NamesTheOption() => Refused(o => o.BootstrapServers = "").ShouldContain("KafkaOptions.BootstrapServers");

    [Fact]
    public void UseKafka_OutOfRange_NamesTheOptionAndTheRange() => Refused(o => o.Partitions = 0).ShouldContain("KafkaOptions.Partitions is 0; it must be between 1 and 10000.");

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void UseKafka_NoTopicName_IsRefused(string name) => Refused(o => o.Topics.Add(name)).ShouldContain($"'{name}'");

    [Fact]
    public void UseKafka_NoTopics_IsRefused() => Refused(o => o.Topics.Clear()).ShouldContain("KafkaOptions.Topics");

    [Fact]
    public void UseKafka_SameTopicTwice_IsRefused() => Refused(o => o.LiveTopic = o.EpochTopic).ShouldContain("listed twice");

    [Fact]
    public void UseKafka_SettingOfTheAdapters_IsRefusedWithoutItsValue()
    {
        string message = Refused(o => o.Client["acks"] = "secret");

        message.ShouldContain("'acks'");
        message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("linger.ms")]
    [InlineData("queue.buffering.max.ms")]
    public void UseKafka_SettingThatIsAnOption_NamesTheOption(string key) => Refused(o => o.Client[key] = "5").ShouldContain("set KafkaOptions.Linger");

    [Theory]
    [InlineData("kafka://me:secret@broker:9092")]
    [InlineData("broker-1:9092,me:secret@broker-2:9092")]
    public void UseKafka_CredentialsInTheAddress_AreRefusedAndNotShown(string servers)
    {
        string message = Refused(o => o.BootstrapServers = servers);

        message.ShouldContain("KafkaOptions.BootstrapServers must not hold credentials");
        message.ShouldNotContain("secret");
    }

    private static string Refused(Action<KafkaOptions> configure) => Should.Throw<OptionsValidationException>(() => Builder(new ServiceCollection()).UseKafka(o =>
    {
        o.BootstrapServers = "127.0.0.1:9";
        configure(o);
    })).Message;

    private static PubSubBuilder Builder(IServiceCollection services) => services.AddPubSubCore(o => o.ContractAssemblies.Add(typeof(TestSupport.Contracts.ProbeChannel).Assembly));
}
