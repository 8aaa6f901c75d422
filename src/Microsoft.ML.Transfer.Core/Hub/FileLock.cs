namespace Microsoft.ML.Transfer.Hub;

/// <summary>
/// A lock between processes: an open file that none other may open. The Hub's own tools lock the same files by the same means of the system (flock, and on
/// Windows the sharing of files), so they wait for each other too.
/// </summary>
internal static class FileLock
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until the lock is free and takes it. It ends with the returned stream, also when the process dies.</summary>
    /// <param name="path">The file, which stays when the lock ends: who deleted it could delete that of the next in line.</param>
    /// <param name="onWait">Called once if there is somebody to wait for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<FileStream> AcquireAsync(string path, Action onWait, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var waiting = false; ; waiting = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException e) when (IsHeld(e))
            {
                if (!waiting)
                    onWait();
                await Task.Delay(Poll, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // EWOULDBLOCK has another number on each system; what never passes has a type of its own.
    private static bool IsHeld(IOException e) => OperatingSystem.IsWindows()
        ? e.HResult == SharingViolation
        : e.GetType() == typeof(IOException) && e.HResult is 11 or 35;
}
