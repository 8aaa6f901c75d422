using Microsoft.ML.Transfer.Checkpoints;

namespace Microsoft.ML.Transfer.Hub;

/// <summary>
/// The place of a model in the cache that all tools of the Hub share. <c>models--org--name</c> holds <c>blobs</c> (the content, by its hash),
/// <c>snapshots/COMMIT</c> (the files by their names, as links to blobs) and <c>refs</c> (which commit a branch or tag was at).
/// </summary>
internal sealed class HubCache
{
    private readonly string _root;
    private readonly string _folderName;
    private readonly bool _symbolicLinks;

    public HubCache(HubOptions options, HubModelId id)
    {
        _root = options.CacheFolder;
        _folderName = $"models--{id.Organization}--{id.Name}";
        _symbolicLinks = options.SymbolicLinks;
    }

    private string Folder => Path.Combine(_root, _folderName);

    /// <summary>The folder of a model as of a commit, in the layout of a checkpoint.</summary>
    public string Snapshot(string commit) => Path.Combine(Folder, "snapshots", commit);

    /// <summary>A file of a snapshot; the server names it.</summary>
    /// <exception cref="InvalidDataException">The name leads out of the snapshot.</exception>
    public string SnapshotFile(string commit, string file) => SafePath.Combine(Snapshot(commit), file, "the list of files of the Hub");

    /// <summary>Where the content of a hash stands.</summary>
    public string Blob(string hash) => Path.Combine(Folder, "blobs", hash);

    /// <summary>Where the content of a hash grows while it is fetched.</summary>
    public string Incomplete(string hash) => Blob(hash) + ".incomplete";

    /// <summary>The lock of whoever fetches the content of a hash.</summary>
    public string Lock(string hash) => Path.Combine(_root, ".locks", _folderName, hash + ".lock");

    /// <summary>The commit that a revision was at when it was last asked for, or null.</summary>
    public string? ReadRef(string revision)
    {
        var path = RefFile(revision);
        if (!File.Exists(path))
            return null;
        var commit = File.ReadAllText(path).Trim();
        return HubModelId.IsCommit(commit) ? commit : null;
    }

    /// <summary>Remembers which commit a revision is at.</summary>
    public void WriteRef(string revision, string commit)
    {
        var path = RefFile(revision);
        if (string.Equals(ReadRef(revision), commit, StringComparison.Ordinal))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Tensors.Serialization.AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(commit)));
    }

    /// <summary>Gives a blob its name in a snapshot: a relative link, so that the cache can be moved; the file itself where there are no links.</summary>
    /// <param name="file">The full path in the snapshot.</param>
    /// <param name="hash">Of the blob.</param>
    public void Place(string file, string hash)
    {
        var folder = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(folder);
        // Whatever stands there leads to no content: this is not called otherwise.
        File.Delete(file);
        if (_symbolicLinks)
        {
            try
            {
                File.CreateSymbolicLink(file, Path.GetRelativePath(folder, Blob(hash)));
                return;
            }
            catch (IOException) when (File.Exists(file))
            {
                // Another process was faster.
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Windows allows links to few users. What follows is what the Hub's own tools do there.
            }
        }
        File.Move(Blob(hash), file, overwrite: true);
    }

    private string RefFile(string revision) => SafePath.Combine(Path.Combine(Folder, "refs"), revision);
}
