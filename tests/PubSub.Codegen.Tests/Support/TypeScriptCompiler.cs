using System.Diagnostics;

namespace PubSub.Codegen.Tests.Support;

/// <summary>The TypeScript compiler that <c>tests/package-lock.json</c> pins.</summary>
internal static class TypeScriptCompiler
{
    /// <summary>Checks files under <c>--strict</c>; what is wrong with them is returned, one line each.</summary>
    public static async Task<string> CheckAsync(string folder, params string[] files)
    {
        string compiler = Path.Combine(Repository.Tests, "node_modules", "typescript", "bin", "tsc");
        if (!File.Exists(compiler)) throw new InvalidOperationException("The TypeScript compiler is not installed. Run ./test.sh once, which installs it with 'npm ci' in tests.");
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                compiler, "--strict", "--noEmit", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--pretty", "false",
            },
        };
        foreach (string file in files) start.ArgumentList.Add(file);
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return output + await errors;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
