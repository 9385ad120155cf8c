namespace PubSub.Benchmarks.Compare.Hosting;

/// <summary>What a process left behind.</summary>
internal sealed record FinishedProcess(int ExitCode, string Output, string Errors);
