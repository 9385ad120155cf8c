using System.Collections.Frozen;
using System.Reflection;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PubSub.Core.Validation;

/// <summary>The FluentValidation validators of the contract assemblies. Immutable.</summary>
internal sealed class ValidatorRegistry
{
    private readonly FrozenSet<Type> _services;

    private ValidatorRegistry(IEnumerable<Type> services) => _services = services.ToFrozenSet();

    /// <summary>Registers every validator of the assemblies for the scope of a request.</summary>
    public static ValidatorRegistry Register(IServiceCollection services, IEnumerable<Assembly> assemblies)
    {
        var found = new List<Type>();
        foreach (Assembly assembly in assemblies)
        {
            foreach (AssemblyScanner.AssemblyScanResult validator in AssemblyScanner.FindValidatorsInAssembly(assembly, includeInternalTypes: true))
            {
                services.TryAddEnumerable(ServiceDescriptor.Scoped(validator.InterfaceType, validator.ValidatorType));
                found.Add(validator.InterfaceType);
            }
        }

        return new ValidatorRegistry(found);
    }

    /// <summary>The service as which a type's validators are registered, or null where it has none.</summary>
    public Type? ServiceFor(Type payloadType)
    {
        Type service = typeof(IValidator<>).MakeGenericType(payloadType);
        return _services.Contains(service) ? service : null;
    }
}
