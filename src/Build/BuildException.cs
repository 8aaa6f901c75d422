namespace Build;

/// <summary>A verb cannot go on; the message says why and is all that is shown.</summary>
internal sealed class BuildException(string message) : Exception(message);
