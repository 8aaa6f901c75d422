using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.Transfer.Cli.Tests.Docs;

/// <summary>Compiles a program of the documentation as `dotnet new console` would, and runs it in this process.</summary>
internal static class DocumentedProgram
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Runs it in a folder; gives what it printed.</summary>
    public static string Run(string place, string code, string folder)
    {
        var main = Compile(place, code).EntryPoint!;
        var before = (Console.Out, Environment.CurrentDirectory);
        using var output = new StringWriter();
        try
        {
            Console.SetOut(output);
            Environment.CurrentDirectory = folder;
            // The entry point of a program with `await` is a synchronous one that the compiler adds.
            main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()], null);
        }
        finally
        {
            Environment.CurrentDirectory = before.CurrentDirectory;
            Console.SetOut(before.Out);
        }
        return output.ToString();
    }

    private static Assembly Compile(string place, string code)
    {
        // All assemblies of the framework and of this test, the library and ML.NET among them.
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Documented." + string.Concat(place.Where(char.IsLetterOrDigit)),
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(code, path: place)],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        var problems = result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.IsEmpty(problems, $"{place} does not compile cleanly: {string.Join(Environment.NewLine, problems)}");
        return Assembly.Load(image.ToArray());
    }
}
