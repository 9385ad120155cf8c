using Microsoft.Extensions.DependencyInjection.Extensions;
using PubSub.Core.Adapters;
using PubSub.Core.Idempotency;

namespace PubSub.TestNode.Faults;

/// <summary>Puts the fault points between the engine and the chosen adapter and store.</summary>
internal static class FaultServices
{
    public static void Decorate(IServiceCollection services)
    {
        Decorate<IIdempotencyStore>(services, (inner, gate) => new FaultyStore(inner, gate));
        Decorate<IEventAdapter>(services, (inner, gate) => new FaultyAdapter(inner, gate));
    }

    private static void Decorate<TService>(IServiceCollection services, Func<TService, FaultGate, TService> decorate)
        where TService : class
    {
        ServiceDescriptor chosen = services.Last(service => service.ServiceType == typeof(TService));
        services.RemoveAll<TService>();
        services.Add(ServiceDescriptor.Singleton(provider => decorate((TService)Make(chosen, provider), provider.GetRequiredService<FaultGate>())));
    }

    private static object Make(ServiceDescriptor chosen, IServiceProvider provider) =>
        chosen.ImplementationInstance
        ?? chosen.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, chosen.ImplementationType!);
}
