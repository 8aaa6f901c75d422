namespace Microsoft.ML.Transfer.Tensors.Serialization;

/// <summary>
/// Writes a file so that its path holds either what it held before or all of the new content, whatever happens in between: the content goes to
/// a temporary sibling, is flushed to the disk, and takes the name by a rename.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file; an existing one is replaced.</summary>
    /// <param name="path">The file to write. Its folder must exist.</param>
    /// <param name="write">Writes the content. If it throws, the path is left as it was and the temporary file is deleted.</param>
    /// <exception cref="IOException">The file cannot be written or replaced.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);

        var target = Path.GetFullPath(path);
        // A sibling, so that the rename stays within one file system; hidden, so that no glob for the real name finds it.
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
