namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>Reads whole files up to a size that is checked before anything is allocated.</summary>
internal static class BoundedFile
{
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is longer than <paramref name="maximumBytes"/>.</exception>
    public static byte[] ReadAllBytes(string path, int maximumBytes)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        if (stream.Length > maximumBytes)
            throw new InvalidDataException(FormattableString.Invariant($"{path}: {stream.Length} bytes; at most {maximumBytes} are read."));
        var bytes = new byte[(int)stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
