using System.Reflection;

namespace Microsoft.ML.Transfer.Cli.Comparison;

/// <summary>Which ML.NET this program was built against.</summary>
internal static class MLNetOrigin
{
    /// <summary>Such as <c>ML.NET 5.0.1 (package)</c>.</summary>
    public static string Describe()
    {
        var assembly = typeof(MLContext).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? assembly.GetName().Version?.ToString();
        var source = typeof(MLNetOrigin).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(a => string.Equals(a.Key, "MLNetSource", StringComparison.Ordinal)).Value;
        return string.Equals(source, "compat", StringComparison.Ordinal)
            ? "compat (MLNet.Compat, a small subset of ML.NET)"
            : $"{source} (ML.NET {version})";
    }
}
