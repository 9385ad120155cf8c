using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using PubSub.Core.Adapters;

namespace PubSub.Core.Tests.Hosting;

public sealed class AdapterOptionsTests
{
    [Fact]
    public void Check_OutOfRangeAndMissing_AreAllNamed()
    {
        OptionsValidationException error = Should.Throw<OptionsValidationException>(
            () => AdapterOptions.Check(new BrokerOptions { Address = "", Timeout = TimeSpan.FromDays(2) }));

        error.Failures.ShouldBe(
            ["BrokerOptions.Address is empty; it must be set.", "BrokerOptions.Timeout is 2.00:00:00; it must be between 00:00:00.1000000 and 01:00:00."],
            ignoreOrder: true);
    }

    [Fact]
    public void Check_InRange_Passes() => Should.NotThrow(() => AdapterOptions.Check(new BrokerOptions { Address = "broker", Timeout = TimeSpan.FromSeconds(1) }));

    private sealed class BrokerOptions
    {
        [Required]
        public string? Address { get; set; }

        [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
        public TimeSpan Timeout { get; set; }
    }
}
