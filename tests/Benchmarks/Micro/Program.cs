using BenchmarkDotNet.Running;

// What single steps of an event's path cost, in time and in allocated bytes. All of them, in some ten minutes:
//   dotnet run -c Release --project tests/Benchmarks/Micro -- --filter '*'
// Some of them, quickly:
//   dotnet run -c Release --project tests/Benchmarks/Micro -- --filter '*Pump*' --job short
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
