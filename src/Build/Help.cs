using Build.Verbs;

namespace Build;

/// <summary>The overview that <c>build.sh help</c> prints.</summary>
internal static class Help
{
    public static void Print(IEnumerable<Verb> verbs)
    {
        Console.WriteLine("build.sh <verb> [arguments]      (build.cmd on Windows)");
        Console.WriteLine();
        foreach (var verb in verbs)
        {
            Console.WriteLine($"  {verb.Usage}");
            foreach (var line in verb.Description)
                Console.WriteLine($"      {line}");
        }
        Console.WriteLine("  help");
        Console.WriteLine("      This page.");
        Console.WriteLine();
        Console.WriteLine("Environment:");
        Console.WriteLine("  MLNetSource    Where ML.NET comes from: package, compat, or a folder of ML.NET assemblies.");
        Console.WriteLine("                 Unset: package where the NuGet feed has Microsoft.ML, else compat (docs/guide/mlnet-source.md).");
    }
}
