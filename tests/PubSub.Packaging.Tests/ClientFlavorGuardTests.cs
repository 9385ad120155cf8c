namespace PubSub.Packaging.Tests;

/// <summary>What belongs to the server cannot reach the client's package by mistake. Each test breaks the split in its own way.</summary>
[Collection(PackagingCollection.Name)]
public sealed class ClientFlavorGuardTests(PackedLibraries libraries)
{
    [Fact]
    public async Task Pack_HandlerOutsideActions_FailsNamingTheType()
    {
        ContractProject project = libraries.CreateProject();
        ReferToTheServerInBothFlavors(project);
        project.Write("Sneaked.cs", """
            using PubSub.Core.Actions;

            namespace Shop.Events;

            /// <summary>An action that lies in the wrong folder.</summary>
            public sealed class Sneaked : EventAction<Sneaked.Nothing, bool>
            {
                /// <summary>An event of no catalogue.</summary>
                public sealed record Nothing;

                /// <inheritdoc/>
                public override Task<bool> ExecuteAsync(Nothing payload, ActionContext context, CancellationToken cancellationToken) => Task.FromResult(true);
            }
            """);

        DotnetRun run = await project.RunAsync("msbuild", "-restore", "-t:BuildEventContractClient", "-nologo");

        run.ShouldFailWith("error PUBSUB101", "Shop.Events.Sneaked", "EventAction");
    }

    [Fact]
    public async Task Pack_ServerReferenceInBothFlavors_FailsNamingIt()
    {
        ContractProject project = libraries.CreateProject();
        ReferToTheServerInBothFlavors(project);

        DotnetRun run = await project.PackAsync();

        run.ShouldFailWith("error PUBSUB102", "PubSub.Core", "MediatR");
        Directory.GetFiles(project.Output).ShouldNotContain(file => file.Contains(".Client.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Build_ClientFlavorWithoutItsFolders_IsRefused()
    {
        ContractProject project = libraries.CreateProject();
        (await project.RunAsync("restore", "-nologo")).ShouldSucceed();

        DotnetRun run = await project.RunAsync("build", "--no-restore", "-nologo", "-p:EventContractFlavor=Client");

        run.ShouldFailWith("error PUBSUB103");
    }

    private static void ReferToTheServerInBothFlavors(ContractProject project) => project.Write(
        $"{ContractProject.Name}.csproj",
        project.Read($"{ContractProject.Name}.csproj").Replace(" Condition=\"'$(EventContractFlavor)' != 'Client'\"", "", StringComparison.Ordinal));
}
