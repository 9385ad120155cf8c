namespace PubSub.Packaging.Tests;

/// <summary>What a command of the SDK said, and how it ended.</summary>
internal sealed record DotnetRun(int ExitCode, string Output)
{
    public DotnetRun ShouldSucceed()
    {
        ExitCode.ShouldBe(0, Output);
        Output.Contains(": warning ", StringComparison.Ordinal).ShouldBeFalse(Output);
        return this;
    }

    public DotnetRun ShouldFailWith(params string[] messages)
    {
        ExitCode.ShouldNotBe(0, Output);
        foreach (string message in messages) Output.Contains(message, StringComparison.Ordinal).ShouldBeTrue($"\"{message}\" is not in:\n{Output}");
        return this;
    }
}
