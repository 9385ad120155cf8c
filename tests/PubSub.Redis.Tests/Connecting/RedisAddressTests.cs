using System.Net;
using Microsoft.Extensions.Options;
using PubSub.Redis.Connecting;

namespace PubSub.Redis.Tests.Connecting;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("redis://cache.example", "cache.example:6379")]
    [InlineData("redis://cache.example:7000/2", "cache.example:7000/2")]
    [InlineData("rediss://cache.example:7000", "cache.example:7000 (TLS)")]
    [InlineData("redis://:p%40ss@127.0.0.1:7000", "127.0.0.1:7000")]
    [InlineData("redis://[::1]:7000", "[::1]:7000")]
    [InlineData("one:6379,two:6380,password=p@ss", "one:6379, two:6380")]
    public void Of_Configuration_IsReadAndShownWithoutCredentials(string configuration, string display) => AddressOf(configuration).Display.ShouldBe(display);

    [Fact]
    public void Of_Url_PasswordDatabaseAndTlsNameAreTaken()
    {
        RedisAddress address = AddressOf("rediss://default:p%40ss%3F@cache.example:7000/5");

        address.Client.Password.ShouldBe("p@ss?");
        address.Client.Ssl.ShouldBeTrue();
        address.Client.SslHost.ShouldBe("cache.example");
        address.Database.ShouldBe(5);
        address.Client.EndPoints.ShouldHaveSingleItem().ShouldBe(new DnsEndPoint("cache.example", 7000));
    }

    [Fact]
    public void Of_ClientString_TheHostDecidesAboutFailedConnections() => AddressOf("one:6379,abortConnect=true").Client.AbortOnConnectFail.ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("redis://")]
    [InlineData("redis://secret@/")]
    [InlineData("redis://joe:secret@host")]
    [InlineData("redis://:secret@host/first")]
    [InlineData("redis://:secret@host?tls=1")]
    [InlineData("host,user=secret")]
    [InlineData("host,connectTimeout=secret")]
    [InlineData("host,channelPrefix=secret")]
    [InlineData("password=secret")]
    public void Of_ConfigurationThatCannotBeUsed_IsRefusedWithoutRepeatingIt(string configuration)
    {
        string message = Should.Throw<OptionsValidationException>(() => AddressOf(configuration)).Message;

        message.ShouldStartWith("RedisOptions.Configuration ");
        message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("a{b")]
    [InlineData("a}b")]
    public void Of_PrefixWithABrace_IsRefused(string prefix) =>
        Should.Throw<OptionsValidationException>(() => RedisAddress.Of(new RedisOptions { Configuration = "host", KeyPrefix = prefix })).Message.ShouldStartWith("RedisOptions.KeyPrefix ");

    [Fact]
    public void Of_TimeOutOfRange_NamesOptionValueAndRange()
    {
        var options = new RedisOptions { Configuration = "host", PublishTimeout = TimeSpan.Zero };

        Should.Throw<OptionsValidationException>(() => RedisAddress.Of(options)).Message.ShouldContain("RedisOptions.PublishTimeout is 00:00:00");
    }

    private static RedisAddress AddressOf(string configuration) => RedisAddress.Of(new RedisOptions { Configuration = configuration });
}
