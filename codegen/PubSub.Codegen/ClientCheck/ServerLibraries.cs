namespace PubSub.Codegen.ClientCheck;

/// <summary>The libraries that actions, handlers and validators are made with.</summary>
internal static class ServerLibraries
{
    private static readonly string[] Names = ["PubSub.Core", "MediatR", "MediatR.Contracts", "FluentValidation"];

    public static bool Contains(string assemblyName) => Names.Contains(assemblyName, StringComparer.OrdinalIgnoreCase);
}
