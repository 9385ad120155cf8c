namespace PubSub.Packaging.Tests;

/// <summary>A contract project that refers to another: each of its packages is built on, and depends on, the same flavour of the other.</summary>
[Collection(PackagingCollection.Name)]
public sealed class ContractReferenceTests(PackedLibraries libraries)
{
    private const string Referring = "Loyalty.Events";

    [Fact]
    public async Task Pack_ReferredContractWithPackageIds_DependsOnItsFlavor()
    {
        ContractProject project = CreateReferred();
        project.Write($"{ContractProject.Name}.csproj", project.Read($"{ContractProject.Name}.csproj").Replace("<NuGetAudit>", $"""
            <EventContractPackageId>{ContractProject.Name}</EventContractPackageId>
            <PackageId Condition="'$(EventContractFlavor)' == 'Client'">{ContractProject.Name}.Client</PackageId>
            <PackageId Condition="'$(EventContractFlavor)' != 'Client'">{ContractProject.Name}.Server</PackageId>
            <NuGetAudit>
            """, StringComparison.Ordinal));

        (await project.PackAsync($"../{Referring}")).ShouldSucceed();

        DependenciesOf(project, "Client").ShouldBe([$"{ContractProject.Name}.Client", "PubSub.Contracts"], ignoreOrder: true);
        DependenciesOf(project, "Server").ShouldBe([$"{ContractProject.Name}.Server", "PubSub.Contracts"], ignoreOrder: true);
    }

    [Fact]
    public async Task Pack_ReferredContractWithoutPackageIds_IsRefused()
    {
        ContractProject project = CreateReferred();

        DotnetRun run = await project.PackAsync($"../{Referring}");

        run.ShouldFailWith("error PUBSUB106", $"{ContractProject.Name}.Server", "EventContractPackageId");
    }

    private ContractProject CreateReferred()
    {
        ContractProject project = libraries.CreateProject();
        project.Write($"../{Referring}/{Referring}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <NuGetAudit>false</NuGetAudit>
                <Version>{ContractProject.Version}</Version>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="PubSub.Contracts" Version="{libraries.Version}" />
                <PackageReference Include="PubSub.Contracts.Build" Version="{libraries.Version}" PrivateAssets="all" />
                <ProjectReference Include="../{ContractProject.Name}/{ContractProject.Name}.csproj" />
              </ItemGroup>
            </Project>
            """);
        project.Write($"../{Referring}/PointsEarned.cs", """
            using PubSub.Contracts;
            using Shop.Events;

            namespace Loyalty.Events;

            /// <summary>What happens to points.</summary>
            [EventChannel("loyalty")]
            public sealed record LoyaltyChannel : IEventChannel;

            /// <summary>A sale has earned points.</summary>
            [Event("loyalty:earned")]
            public sealed record PointsEarned(SaleAnswer For, int Points) : IEvent<LoyaltyChannel>;
            """);
        return project;
    }

    private static string[] DependenciesOf(ContractProject project, string flavor) =>
        PackageFile.Read(Path.Combine(project.Output, $"{Referring}.{flavor}.{ContractProject.Version}.nupkg")).Dependencies();
}
