using System.Text;
using PubSub.Codegen;

// Diagnostics are UTF-8 wherever they are read; a console's own code page would turn names into question marks.
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
using var errors = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true };
return CommandLine.Run(args, output, errors);
