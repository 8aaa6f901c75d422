using Microsoft.ML.Transfer.Cli;

using var console = CliConsole.OfProcess();
return CommandLine.Invoke(args, console);
