namespace Microsoft.ML.Numeric;

/// <summary>The descent can make no further step; the point it stood on is the result.</summary>
internal sealed class PrematureConvergenceException(string message) : Exception(message);
