namespace Microsoft.ML.Transfer.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The arguments or the input are wrong; another call can succeed.</summary>
    public const int BadInput = 1;

    /// <summary>Something broke.</summary>
    public const int Failure = 2;
}
