using PubSub.Contracts;
using PubSub.Core.Publishing;
using PubSub.Core.Tests.Support;

namespace PubSub.Core.Tests.Validation;

public sealed class PayloadValidationTests : IAsyncLifetime
{
    private readonly PublishHarness _harness = PublishHarness.Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Theory]
    [InlineData("""{"text":5}""", "$.payload.text", "must be a string")]
    [InlineData("""{"text":null}""", "$.payload.text", "must not be null")]
    [InlineData("""{"text":"x","more":1}""", "$.payload.more", "is not a member of this contract")]
    [InlineData("""{"text":"x","a b":1}""", "$.payload['a b']", "is not a member of this contract")]
    [InlineData("""{"text":"x","text":"y"}""", "$.payload.text", "is there twice")]
    [InlineData("""{}""", "$.payload.text", "is missing")]
    [InlineData("""{"Text":"x"}""", "$.payload.text", "is missing")]
    [InlineData("""[]""", "$.payload", "must be an object")]
    [InlineData("5", "$.payload", "must be an object")]
    public async Task RunAsync_PayloadOfTheWrongShape_IsRefusedByPath(string payload, string path, string message)
    {
        PubSubException refusal = await RefusedAsync("open:said", payload);

        refusal.Code.ShouldBe(ErrorCode.InvalidPayload);
        refusal.Errors!.Keys.ShouldContain(path);
        refusal.Errors![path].ShouldContain(message);
    }

    [Fact]
    public async Task RunAsync_SeveralMistakesOfShape_AreAllTold()
    {
        PubSubException refusal = await RefusedAsync("open:ruled", """{"title":5,"lines":[{"count":"a"},{"count":1.5},{"nope":1}],"rank":null}""");

        refusal.Errors!.Keys.Order(StringComparer.Ordinal).ShouldBe(
        [
            "$.payload.lines[0].count",
            "$.payload.lines[1].count",
            "$.payload.lines[2].count",
            "$.payload.lines[2].nope",
            "$.payload.rank",
            "$.payload.title",
        ]);
    }

    [Fact]
    public async Task RunAsync_UnknownEnumName_ListsTheNames()
    {
        PubSubException refusal = await RefusedAsync("open:shaped", """{"name":"n","colour":"Blue"}""");

        refusal.Errors!["$.payload.colour"].ShouldBe(["must be one of Red, Green"]);
    }

    [Fact]
    public async Task RunAsync_EnumAsNumber_IsRefused() =>
        (await RefusedAsync("open:shaped", """{"name":"n","colour":1}""")).Errors!.Keys.ShouldContain("$.payload.colour");

    [Fact]
    public async Task RunAsync_AnnotationOnAParameter_IsEnforced() =>
        (await RefusedAsync("open:ruled", """{"title":"far too long","lines":[]}""")).Errors!.Keys.ShouldBe(["$.payload.title"]);

    [Fact]
    public async Task RunAsync_AnnotationOnAProperty_IsEnforced() =>
        (await RefusedAsync("open:ruled", """{"title":"t","lines":[],"rank":11}""")).Errors!.Keys.ShouldBe(["$.payload.rank"]);

    [Fact]
    public async Task RunAsync_AnnotationsWithin_AreEnforcedInListsDictionariesAndDerivedTypes()
    {
        PubSubException refusal = await RefusedAsync(
            "open:ruled",
            """{"title":"t","lines":[{"count":1},{"count":0}],"named":{"a b":{"count":100}},"shape":{"$type":"circle","radius":6}}""");

        refusal.Errors!.Keys.Order(StringComparer.Ordinal).ShouldBe(
            ["$.payload.lines[1].count", "$.payload.named['a b'].count", "$.payload.shape.radius"]);
    }

    [Fact]
    public async Task RunAsync_ObjectThatValidatesItself_IsAsked() =>
        (await RefusedAsync("open:ruled", """{"title":"t","lines":[{"count":13}]}""")).Errors!["$.payload.lines[0].count"].ShouldBe(["is an unlucky number"]);

    [Fact]
    public async Task RunAsync_ValidatorBesideTheActions_IsAskedAndItsPathsAreJson()
    {
        PubSubException refusal = await RefusedAsync("open:ruled", """{"title":"taken","lines":[{"count":1},{"count":1,"note":"secret"}]}""");

        refusal.Errors!["$.payload.title"].ShouldBe(["is taken"]);
        refusal.Errors["$.payload.lines[1].note"].ShouldBe(["must not tell"]);
    }

    [Fact]
    public async Task RunAsync_ValidatorsWarning_RefusesNothing()
    {
        await _harness.SendAsync("""{"name":"open:ruled","payload":{"title":"t","lines":[],"rank":10}}""");

        _harness.Adapter.Published.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_WrongEverywhere_TellsABoundedNumber()
    {
        string lines = string.Join(',', Enumerable.Repeat("""{"count":0}""", 1000));

        PubSubException refusal = await RefusedAsync("open:ruled", """{"title":"t","lines":[""" + lines + "]}");

        refusal.Errors!.Sum(e => e.Value.Length).ShouldBe(64);
    }

    [Fact]
    public async Task RunAsync_WrongValue_IsNotRepeatedToItsSender()
    {
        PubSubException refusal = await RefusedAsync("open:ruled", """{"title":"confidential","lines":[{"count":"confidential"}]}""");

        (refusal.Message + string.Join(' ', refusal.Errors!.SelectMany(e => e.Value))).ShouldNotContain("confidential");
    }

    [Fact]
    public async Task PublishAsync_ServersOwnPayload_IsValidatedToo()
    {
        IEventPublisher publisher = _harness.Get<IEventPublisher>();

        PubSubException refusal = await Should.ThrowAsync<PubSubException>(
            async () => await publisher.PublishAsync(new TestSupport.Contracts.OpenRuled("taken", [])));

        refusal.Code.ShouldBe(ErrorCode.InvalidPayload);
        refusal.Errors!.Keys.ShouldContain("$.payload.title");
    }

    [Fact]
    public async Task PublishAsync_PayloadThatContainsItself_IsRefused()
    {
        var payload = new TestSupport.Contracts.OpenLooped("n");
        payload.Next = payload;

        await Should.ThrowAsync<PubSubException>(async () => await _harness.Get<IEventPublisher>().PublishAsync(payload));
    }

    private Task<PubSubException> RefusedAsync(string name, string payload) => _harness.RefusedAsync($$"""{"name":"{{name}}","payload":{{payload}}}""");
}
