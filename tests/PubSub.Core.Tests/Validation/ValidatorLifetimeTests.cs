using FluentValidation;
using Microsoft.Extensions.DependencyInjection;
using PubSub.Contracts;
using PubSub.Core.Tests.Support;
using PubSub.TestSupport.Contracts;

namespace PubSub.Core.Tests.Validation;

public sealed class ValidatorLifetimeTests
{
    private const string Ruled = """{"name":"open:ruled","payload":{"title":"t","lines":[]}}""";

    [Fact]
    public async Task AddPubSubCore_ValidatorThatDependsOnNothing_IsOneForTheHost()
    {
        await using PublishHarness harness = PublishHarness.Create();

        harness.Get<IValidator<OpenRuled>>().ShouldBeSameAs(harness.Get<IValidator<OpenRuled>>());
    }

    [Fact]
    public async Task RunAsync_HostsOwnScopedValidator_IsMadeForEachRequestAndAskedBesideTheOther()
    {
        var made = new List<CountedValidator>();
        await using PublishHarness harness = PublishHarness.Create(
            register: services => services.AddScoped<IValidator<OpenRuled>>(_ => new CountedValidator(made)));

        await harness.SendAsync(Ruled);
        await harness.SendAsync(Ruled);
        PubSubException refusal = await harness.RefusedAsync("""{"name":"open:ruled","payload":{"title":"taken","lines":[]}}""");

        made.Count.ShouldBe(3);
        refusal.Errors!["$.payload.title"].ShouldBe(["is taken", "is counted"]);
    }

    [Fact]
    public async Task RunAsync_HostsOwnSingleton_IsAskedBesideTheOther()
    {
        var made = new List<CountedValidator>();
        await using PublishHarness harness = PublishHarness.Create(
            register: services => services.AddSingleton<IValidator<OpenRuled>>(_ => new CountedValidator(made)));

        await harness.SendAsync(Ruled);
        PubSubException refusal = await harness.RefusedAsync("""{"name":"open:ruled","payload":{"title":"taken","lines":[]}}""");

        made.Count.ShouldBe(1);
        refusal.Errors!["$.payload.title"].ShouldBe(["is taken", "is counted"]);
    }

    [Fact]
    public async Task RunAsync_ValidatorThatCannotBeMade_IsTheServersMistake()
    {
        await using PublishHarness harness = PublishHarness.Create(
            register: services => services.AddSingleton<IValidator<OpenRuled>>(_ => throw new InvalidOperationException("secret")));

        PubSubException refusal = await harness.RefusedAsync(Ruled);

        refusal.Code.ShouldBe(ErrorCode.ActionFailed);
        refusal.Message.ShouldNotContain("secret");
    }

    private sealed class CountedValidator : AbstractValidator<OpenRuled>
    {
        public CountedValidator(List<CountedValidator> made)
        {
            made.Add(this);
            RuleFor(e => e.Title).NotEqual("taken").WithMessage("is counted");
        }
    }
}
