namespace PubSub.Tests.Shared;

/// <summary>The TypeScript compiler that <c>tests/package-lock.json</c> pins.</summary>
internal static class TypeScriptCompiler
{
    /// <summary>Checks files under <c>--strict</c>; what is wrong with them is returned, one line each.</summary>
    public static Task<string> CheckAsync(string folder, params string[] files)
    {
        string compiler = Path.Combine(Repository.Root, "tests", "node_modules", "typescript", "bin", "tsc");
        if (!File.Exists(compiler)) throw new InvalidOperationException("The TypeScript compiler is not installed. Run ./test.sh once, or 'npm ci' in tests.");
        return Command.RunAsync(
            folder,
            withErrors: true,
            "node",
            [compiler, "--strict", "--noEmit", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--pretty", "false", .. files]);
    }
}
