using System.Collections.Frozen;
using System.Reflection;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PubSub.Core.Validation;

/// <summary>The FluentValidation validators of the contract assemblies.</summary>
internal sealed class ValidatorRegistry
{
    private readonly IServiceCollection _services;
    private readonly FrozenSet<Type> _found;

    private ValidatorRegistry(IServiceCollection services, IEnumerable<Type> found)
    {
        _services = services;
        _found = found.ToFrozenSet();
    }

    /// <summary>
    /// Registers every validator of the assemblies that the host has not registered itself: one for the host where it depends on nothing, else one
    /// for the scope of each request.
    /// </summary>
    public static ValidatorRegistry Register(IServiceCollection services, IEnumerable<Assembly> assemblies)
    {
        var found = new List<Type>();
        foreach (Assembly assembly in assemblies)
        {
            foreach (AssemblyScanner.AssemblyScanResult validator in AssemblyScanner.FindValidatorsInAssembly(assembly, includeInternalTypes: true))
            {
                ServiceLifetime lifetime = DependsOnNothing(validator.ValidatorType) ? ServiceLifetime.Singleton : ServiceLifetime.Scoped;
                services.TryAddEnumerable(ServiceDescriptor.Describe(validator.InterfaceType, validator.ValidatorType, lifetime));
                found.Add(validator.InterfaceType);
            }
        }

        return new ValidatorRegistry(services, found);
    }

    /// <summary>What checks an event's payload, or null where no validator does.</summary>
    public FluentRules? RulesFor(Type payloadType, IServiceProvider root)
    {
        Type service = typeof(IValidator<>).MakeGenericType(payloadType);
        if (!_found.Contains(service)) return null;
        // Asked once the host is built: what it has registered after this is in it.
        ServiceDescriptor[] registered = [.. _services.Where(s => s.ServiceType == service && !s.IsKeyedService)];
        int? shared = registered.All(s => s.Lifetime == ServiceLifetime.Singleton) ? registered.Length : null;
        return FluentRules.For(payloadType, root, shared);
    }

    // One object for all requests instead of one for each: building its rules costs more than applying them.
    private static bool DependsOnNothing(Type validator) =>
        validator.GetConstructors() is [var only] && only.GetParameters().Length == 0;
}
