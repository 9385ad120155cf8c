using System.Text.Json;
using System.Text.Json.Serialization;

namespace PubSub.Contracts.Tests;

public class ContractJsonTests
{
    [Theory]
    [InlineData("""{"name":"n","count":1,"unknown":1}""")]
    [InlineData("""{"name":"n","name":"m","count":1}""")]
    [InlineData("""{"name":null,"count":1}""")]
    [InlineData("""{"count":1}""")]
    [InlineData("""{"name":"n","count":"1"}""")]
    [InlineData("""{"Name":"n","count":1}""")]
    [InlineData("""{"name":"n","count":1,"kind":0}""")]
    [InlineData("""{"name":"n","count":1,}""")]
    [InlineData("""{"name":"n","count":1/*c*/}""")]
    public void Strict_WhatTheContractDoesNotSay_IsRefused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Sample>(json, ContractJson.Strict));

    [Fact]
    public void Tolerant_UnknownMember_IsIgnored() =>
        JsonSerializer.Deserialize<Sample>("""{"name":"n","count":1,"unknown":1}""", ContractJson.Tolerant)!.Name.ShouldBe("n");

    [Fact]
    public void Strict_Written_HasCamelCaseNamesAndEnumsAsText() =>
        JsonSerializer.Serialize(new Sample("n", 1, Kind.Second), ContractJson.Strict).ShouldBe("""{"name":"n","count":1,"kind":"Second"}""");

    [Fact]
    public void Strict_DiscriminatorInAnyPlace_IsFound() =>
        JsonSerializer.Deserialize<Shape>("""{"radius":2,"$type":"circle"}""", ContractJson.Strict).ShouldBe(new Circle(2));

    [Fact]
    public void Strict_DeeplyNested_IsRefused() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<JsonElement>(new string('[', ContractJson.MaxDepth + 1) + new string(']', ContractJson.MaxDepth + 1), ContractJson.Strict));

    [Fact]
    public void Strict_Changed_Throws() => Should.Throw<InvalidOperationException>(() => ContractJson.Strict.MaxDepth = 1);

    private enum Kind
    {
        First,
        Second,
    }

    private sealed record Sample(string Name, int Count, Kind Kind = Kind.First);

    [JsonDerivedType(typeof(Circle), "circle")]
    private abstract record Shape;

    private sealed record Circle(double Radius) : Shape;
}
