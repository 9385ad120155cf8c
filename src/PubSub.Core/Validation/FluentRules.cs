using FluentValidation;
using FluentValidation.Results;
using Microsoft.Extensions.DependencyInjection;

namespace PubSub.Core.Validation;

/// <summary>The validators of one event. Made once for each event, so that no request reflects. Safe to use from any thread.</summary>
internal abstract class FluentRules
{
    /// <param name="payloadType">The event's record.</param>
    /// <param name="root">The host's services.</param>
    /// <param name="shared">How many validators there are, where each is one for the host; null where a request has its own.</param>
    public static FluentRules For(Type payloadType, IServiceProvider root, int? shared) =>
        (FluentRules)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(payloadType), root, shared)!;

    /// <summary>What the validators find wrong, in their order; null where that is nothing.</summary>
    public abstract ValueTask<List<ValidationFailure>?> CheckAsync(object payload, CancellationToken cancellationToken);

    private sealed class Typed<T>(IServiceProvider root, int? shared) : FluentRules
    {
        // Asked for at the first event and not before: a validator whose constructor throws fails its own event's requests.
        private volatile IValidator[]? _shared;
        private volatile bool _perRequest = shared is null;

        public override ValueTask<List<ValidationFailure>?> CheckAsync(object payload, CancellationToken cancellationToken) =>
            Shared() is { } validators ? CheckAsync(validators, (T)payload, cancellationToken) : CheckInScopeAsync((T)payload, cancellationToken);

        private static async ValueTask<List<ValidationFailure>?> CheckAsync(IEnumerable<IValidator> validators, T payload, CancellationToken cancellationToken)
        {
            List<ValidationFailure>? found = null;
            foreach (IValidator validator in validators)
            {
                ValidationResult result = await validator.ValidateAsync(new ValidationContext<T>(payload), cancellationToken);
                if (result.Errors.Count > 0) (found ??= []).AddRange(result.Errors);
            }

            return found;
        }

        private async ValueTask<List<ValidationFailure>?> CheckInScopeAsync(T payload, CancellationToken cancellationToken)
        {
            await using AsyncServiceScope scope = root.CreateAsyncScope();
            return await CheckAsync(scope.ServiceProvider.GetServices<IValidator<T>>(), payload, cancellationToken);
        }

        private IValidator[]? Shared()
        {
            if (_shared is not null || _perRequest) return _shared;
            IValidator[] all = [.. root.GetServices<IValidator<T>>()];
            // A container may know of validators that were not registered with the host's services; how long those live, nobody says.
            if (all.Length == shared) return _shared = all;
            _perRequest = true;
            return null;
        }
    }
}
