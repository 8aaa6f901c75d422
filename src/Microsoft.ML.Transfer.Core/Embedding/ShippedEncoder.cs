using System.Reflection;

namespace Microsoft.ML.Transfer;

/// <summary>A pre-trained encoder in an assembly of its own.</summary>
/// <param name="Id">What it is called.</param>
/// <param name="AssemblyName">The assembly that holds its files as resources, and the package that it comes in.</param>
/// <param name="Features">How texts become vectors unless it is said otherwise.</param>
internal sealed record ShippedEncoder(string Id, string AssemblyName, EmbeddingOptions Features)
{
    private static readonly string[] FileNames = ["config.json", "tokenizer.json", "model.safetensors"];

    /// <summary>Reads its files.</summary>
    /// <exception cref="FileNotFoundException">Its package is not part of the application.</exception>
    public EmbedderArchive Read()
    {
        var assembly = Load();
        var files = FileNames.ToDictionary(file => file, file => (ReadOnlyMemory<byte>)Read(assembly, file), StringComparer.Ordinal);
        files.Add(EmbedderArchive.OptionsName, SavedOptions.Write(new SavedOptions(Id, Notice: null, Features)));
        return new EmbedderArchive(files);
    }

    /// <summary>Reads a resource of an assembly.</summary>
    public static byte[] Read(Assembly assembly, string file)
    {
        using var stream = assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"The assembly {assembly} has no '{file}'.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private Assembly Load()
    {
        try
        {
            return Assembly.Load(new AssemblyName(AssemblyName));
        }
        catch (FileNotFoundException exception)
        {
            throw new FileNotFoundException($"The encoder '{Id}' comes in a package of its own: add {AssemblyName} to the project (dotnet add package {AssemblyName}).", AssemblyName + ".dll", exception);
        }
    }
}
