using System.Reflection;
using PubSub.AspNetCore.Errors;
using PubSub.Contracts;

namespace PubSub.AspNetCore.Tests.Errors;

public sealed class ErrorStatusTests
{
    public static TheoryData<string> Codes => [.. typeof(ErrorCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Table_EveryCode_HasAStatus(string code) => ErrorStatus.IsKnown(code).ShouldBeTrue();

    [Theory]
    [InlineData(ErrorCode.RateLimited)]
    [InlineData(ErrorCode.TooManyConnections)]
    [InlineData(ErrorCode.BrokerUnavailable)]
    [InlineData(ErrorCode.Draining)]
    [InlineData(ErrorCode.InProgress)]
    public void AsksToRetry_PassingErrors_IsTrue(string code) => ErrorStatus.AsksToRetry(code).ShouldBeTrue();

    [Theory]
    [InlineData(ErrorCode.ActionFailed)]
    [InlineData(ErrorCode.InvalidJson)]
    [InlineData(ErrorCode.Forbidden)]
    public void AsksToRetry_LastingErrors_IsFalse(string code) => ErrorStatus.AsksToRetry(code).ShouldBeFalse();
}
