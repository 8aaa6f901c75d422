using BenchmarkDotNet.Running;
using Microsoft.ML.Transfer.Benchmarks;

if (args is ["peer", var folder, var threads])
    new Peer(folder, int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture)).Serve(Console.In, Console.Out);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
