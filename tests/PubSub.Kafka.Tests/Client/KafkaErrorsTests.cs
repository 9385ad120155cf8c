using Confluent.Kafka;
using PubSub.Kafka.Client;
using Code = Confluent.Kafka.ErrorCode;

namespace PubSub.Kafka.Tests.Client;

public class KafkaErrorsTests
{
    [Theory]
    [InlineData(Code.UnsupportedVersion, "the broker is too old: Kafka 2.4 or newer is needed.")]
    [InlineData(Code.Local_UnsupportedFeature, "the broker is too old: Kafka 2.4 or newer is needed.")]
    [InlineData(Code.UnsupportedForMessageFormat, "the broker is too old: Kafka 2.4 or newer is needed.")]
    [InlineData(Code.SaslAuthenticationFailed, "the broker refuses the credentials (why).")]
    [InlineData(Code.Local_Ssl, "the TLS connection failed; check ssl.ca.location and the name in the broker's certificate (why).")]
    [InlineData(Code.Local_Resolve, "the broker's name cannot be resolved (why).")]
    [InlineData(Code.NotEnoughReplicas, "too few replicas of the partition are in sync (min.insync.replicas).")]
    public void Explain_Error_SaysWhatToDo(Code code, string expected) => KafkaErrors.Explain(new Error(code, "why")).ShouldBe(expected);

    [Fact]
    public void Explain_OtherError_IsTheLibrarysReasonAndItsCode() => KafkaErrors.Explain(new Error(Code.PolicyViolation, "why")).ShouldBe("why (PolicyViolation).");
}
