using BenchmarkDotNet.Running;

// What single steps of an event's path cost, in time and in allocated bytes. All of them, in some ten minutes, as a table in artifacts/bench/steps.md:
//   ./bench.sh --micro
// Some of them, quickly:
//   dotnet run -c Release --project tests/Benchmarks/Micro -- --filter '*Pump*' --job short
// Exit code 1: one of them failed.
return BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args).Any(group => group.HasCriticalValidationErrors || group.Reports.Any(report => !report.Success)) ? 1 : 0;
