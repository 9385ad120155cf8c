using FluentValidation;

namespace Orders.Events.Actions;

/// <summary>What only the server checks of an order: a rule of the business, which may change without a new contract.</summary>
public sealed class OrderCreatedValidator : AbstractValidator<OrderCreated>
{
    /// <summary>The most that one order may cost, in the shop's currency.</summary>
    public const decimal LargestTotal = 1_000_000m;

    /// <summary>Declares the rules.</summary>
    public OrderCreatedValidator() =>
        RuleFor(order => order.Total)
            .LessThanOrEqualTo(LargestTotal)
            .WithMessage("An order of more than {ComparisonValue} must be placed through sales.");
}
