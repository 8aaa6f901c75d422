namespace Microsoft.ML.Transfer.TestSupport;

/// <summary>
/// Reference data too large to stand in the repository: a folder <c>shared</c> beside the checkout, or where
/// <c>TRANSFER_SHARED</c> points. Tests that need it are reported as skipped, with the path that was looked for, when it is absent.
/// </summary>
public static class SharedData
{
    /// <summary>The root of the checkout: the folder that holds the solution file.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The folder that is looked for.</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("TRANSFER_SHARED") is { Length: > 0 } configured
            ? configured
            : Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared"));

    /// <summary>The path of a reference file or folder; ends the test as skipped when it is not there.</summary>
    public static string Require(params string[] parts)
    {
        // One reason for all tests of a checkout without reference data, rather than one for each file.
        if (!Directory.Exists(Root))
            Skip.Because($"there is no folder of reference data at {Root}");
        var path = Path.Combine([Root, .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path))
            Skip.Because($"reference data not found at {path}");
        return path;
    }

    private static string FindRepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Microsoft.ML.Transfer.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No Microsoft.ML.Transfer.sln above {AppContext.BaseDirectory}.");
    }
}

/// <summary>Ends a test as skipped, with its reason in the output.</summary>
public static class Skip
{
    /// <summary>Reports the running test as skipped.</summary>
    public static void Because(string reason)
    {
        Console.Error.WriteLine($"SKIPPED: {reason}");
        throw new AssertInconclusiveException($"SKIPPED: {reason}");
    }
}
