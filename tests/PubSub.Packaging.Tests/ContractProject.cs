namespace PubSub.Packaging.Tests;

/// <summary>A contract project as a user writes it, outside this repository, with an action that holds a secret.</summary>
internal sealed class ContractProject
{
    public const string Name = "Shop.Events";

    /// <summary>A prerelease, as what it refers to is one.</summary>
    public const string Version = "1.0.0-test";

    /// <summary>Stands in the action's code and doc comments, and nowhere else.</summary>
    public const string Secret = "the-margin-is-4711-percent";

    private readonly PackedLibraries _libraries;

    public ContractProject(PackedLibraries libraries, string folder)
    {
        _libraries = libraries;
        Folder = Path.Combine(folder, Name);
        Output = Path.Combine(folder, "artifacts");
        // Neither build files nor a compiler configuration of a folder above may reach the project.
        Write("../Directory.Build.props", "<Project />");
        Write("../Directory.Build.targets", "<Project />");
        Write("../Directory.Packages.props", "<Project />");
        Write($"{Name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <Version>{Version}</Version>
                <PackageLicenseExpression>MIT</PackageLicenseExpression>
                <IncludeSymbols>true</IncludeSymbols>
                <SymbolPackageFormat>snupkg</SymbolPackageFormat>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="PubSub.Contracts" Version="{libraries.Version}" />
                <PackageReference Include="PubSub.Contracts.Build" Version="{libraries.Version}" PrivateAssets="all" />
                <PackageReference Include="PubSub.Core" Version="{libraries.Version}" Condition="'$(EventContractFlavor)' != 'Client'" />
              </ItemGroup>
            </Project>
            """);
        Write("ShopChannel.cs", """
            using PubSub.Contracts;

            namespace Shop.Events;

            /// <summary>What happens in the shop.</summary>
            [EventChannel("shop", HistoryRetention = "1h", Ordered = true)]
            public sealed record ShopChannel : IEventChannel;
            """);
        WriteSale("shop:sold");
        Write("Actions/PriceTheSale.cs", $$"""
            using PubSub.Core.Actions;

            namespace Shop.Events.Actions;

            /// <summary>Prices a sale: {{Secret}}.</summary>
            public sealed class PriceTheSale : EventAction<Sold, SaleAnswer>
            {
                private const string Margin = "{{Secret}}";

                /// <inheritdoc/>
                public override Task<SaleAnswer> ExecuteAsync(Sold payload, ActionContext context, CancellationToken cancellationToken) =>
                    Task.FromResult(new SaleAnswer(payload.Article != Margin));
            }
            """);
        Write("Actions/SoldValidator.cs", """
            using FluentValidation;

            namespace Shop.Events.Actions;

            /// <summary>Rules that only the server knows.</summary>
            public sealed class SoldValidator : AbstractValidator<Sold>
            {
                /// <summary>Makes the rules.</summary>
                public SoldValidator() => RuleFor(s => s.Article).NotEmpty();
            }
            """);
        Write("Actions/margins.json", $$"""{ "margin": "{{Secret}}" }""");
    }

    /// <summary>The project's folder.</summary>
    public string Folder { get; }

    /// <summary>Where <see cref="PackAsync"/> puts packages.</summary>
    public string Output { get; }

    public void Write(string path, string text)
    {
        string target = Path.GetFullPath(Path.Combine(Folder, path));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, text);
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    /// <summary>Writes the event, which a client sends and an action answers.</summary>
    public void WriteSale(string eventName, string members = "string Article, int Pieces") => Write("Sold.cs", $$"""
        using PubSub.Contracts;

        namespace Shop.Events;

        /// <summary>A customer bought something.</summary>
        [Event("{{eventName}}")]
        public sealed record Sold({{members}}) : IClientEvent<ShopChannel, SaleAnswer>;

        /// <summary>What the shop says to a sale.</summary>
        public sealed record SaleAnswer(bool Ok);
        """);

    public Task<DotnetRun> BuildAsync() => RunAsync("build", "-nologo");

    public Task<DotnetRun> PackAsync(params string[] arguments) => RunAsync(["pack", .. arguments, "-nologo", "-o", Output]);

    public Task<DotnetRun> RunAsync(params string[] arguments) =>
        Dotnet.RunAsync(Folder, _libraries.Environment, [.. arguments, "-nr:false", "--tl:off", "-m:2", "-p:UseSharedCompilation=false"]);
}
