namespace PubSub.Benchmarks.Compare.Servers;

/// <summary>Where a server is started.</summary>
/// <param name="Root">The repository.</param>
/// <param name="Tools">The folder of the compiled C programs.</param>
/// <param name="Folder">An empty folder of the run's own, deleted after it.</param>
/// <param name="Port">The port on 127.0.0.1 that it is to listen on.</param>
/// <param name="BrokerAddress">Where its broker is; empty where it has none.</param>
internal sealed record ServerPlace(string Root, string Tools, string Folder, int Port, string BrokerAddress = "");
