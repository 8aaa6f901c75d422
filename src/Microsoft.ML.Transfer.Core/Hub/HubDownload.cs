using Microsoft.ML.Transfer.Checkpoints;
using Microsoft.ML.Transfer.SentenceTransformers;

namespace Microsoft.ML.Transfer.Hub;

/// <summary>Brings a model into the cache.</summary>
internal sealed class HubDownload : IDisposable
{
    private readonly HubModelId _id;
    private readonly HubOptions _options;
    private readonly IProgress<HubProgress>? _progress;
    private readonly HubCache _cache;
    private readonly RetryPolicy _retry;
    private readonly HubConnection _connection;
    private readonly HubRepository _repository;

    public HubDownload(HubModelId id, HubOptions options, IProgress<HubProgress>? progress)
    {
        (_id, _options, _progress) = (id, options, progress);
        _cache = new HubCache(options, id);
        _retry = new RetryPolicy(options.Attempts, options.Wait);
        _connection = new HubConnection(options);
        _repository = new HubRepository(_connection, id, options, _retry, notice => Notify("", notice));
    }

    /// <summary>The folder of the model, complete.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var cached = Cached();
        // What a commit holds never changes.
        if (cached is not null && HubModelId.IsCommit(_id.RevisionOrDefault))
            return cached;
        if (_options.Offline)
        {
            return cached ?? throw new HubException(HubError.NotCached,
                $"The model '{_id}' is not complete in the cache {_options.CacheFolder}, and the network may not be used (HF_HUB_OFFLINE or HubOptions.Offline). Fetch it first with 'mltransfer download {_id}', or name a folder.");
        }
        HubListing listing;
        try
        {
            listing = await _repository.ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HubException e) when (e.Error == HubError.Unreachable && cached is not null)
        {
            Notify("", $"{e.Message} Using what the cache has of '{_id}'.");
            return cached;
        }
        await FetchModelAsync(listing, cancellationToken).ConfigureAwait(false);
        // Last, so that a revision never leads to a model that is not complete.
        if (!HubModelId.IsCommit(_id.RevisionOrDefault))
            _cache.WriteRef(_id.RevisionOrDefault, listing.Commit);
        return _cache.Snapshot(listing.Commit);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private string? Cached()
    {
        var commit = HubModelId.IsCommit(_id.RevisionOrDefault) ? _id.RevisionOrDefault : _cache.ReadRef(_id.RevisionOrDefault);
        return commit is not null && SnapshotCheck.IsComplete(_cache.Snapshot(commit)) ? _cache.Snapshot(commit) : null;
    }

    private async Task FetchModelAsync(HubListing listing, CancellationToken cancellationToken)
    {
        var files = listing.Files;
        await FetchAsync(ModelFiles.Small(files, "")).ConfigureAwait(false);
        var modules = SentenceModules.ReadList(_cache.Snapshot(listing.Commit));
        var folders = modules.Select(module => module.Folder).Append("").Distinct(StringComparer.Ordinal);
        var encoder = modules.FirstOrDefault()?.Folder ?? "";
        if (!files.Contains(ModelFiles.Join(encoder, CheckpointFolder.ConfigFileName), StringComparer.Ordinal) || ModelFiles.Weights(files, encoder) is null)
            throw new HubException(HubError.NotFound, $"The repository '{_id}' holds no model in a form that is read: {CheckpointFolder.ConfigFileName} and {string.Join(" or ", CheckpointWeights.FileNames)} are needed; it has {Shorten(files)}.");
        foreach (var folder in folders)
        {
            if (folder.Length > 0)
                await FetchAsync(ModelFiles.Small(files, folder)).ConfigureAwait(false);
            if (ModelFiles.Weights(files, folder) is { } weights)
                await FetchWeightsAsync(weights).ConfigureAwait(false);
        }

        async Task FetchWeightsAsync(string weights)
        {
            await FetchAsync([weights]).ConfigureAwait(false);
            if (!ModelFiles.IsIndex(weights))
                return;
            var index = ShardIndex.Load(_cache.SnapshotFile(listing.Commit, weights));
            var snapshot = _cache.Snapshot(listing.Commit);
            await FetchAsync(index.FileOfTensor.Values.Distinct(StringComparer.Ordinal).Select(path => Path.GetRelativePath(snapshot, path).Replace('\\', '/'))).ConfigureAwait(false);
        }

        async Task FetchAsync(IEnumerable<string> names)
        {
            foreach (var name in names.ToList())
                await FetchFileAsync(listing.Commit, name, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FetchFileAsync(string commit, string name, CancellationToken cancellationToken)
    {
        string place;
        try
        {
            place = _cache.SnapshotFile(commit, name);
        }
        catch (InvalidDataException e)
        {
            throw new HubException(HubError.BadAnswer, e.Message, e);
        }
        // False for a link to a blob that was deleted.
        if (File.Exists(place))
            return;
        var file = await _repository.DescribeAsync(commit, name, cancellationToken).ConfigureAwait(false);
        var fileLock = await FileLock.AcquireAsync(_cache.Lock(file.Hash), () => Notify(name, $"Waiting for another process that fetches {name}."), cancellationToken).ConfigureAwait(false);
        await using (fileLock.ConfigureAwait(false))
        {
            if (File.Exists(place))
                return;
            var blob = _cache.Blob(file.Hash);
            if (!File.Exists(blob))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
                await new BlobDownload(_connection, _id, _options, file, _cache.Incomplete(file.Hash), _progress).RunAsync(_retry, blob, cancellationToken).ConfigureAwait(false);
            }
            _cache.Place(place, file.Hash);
        }
    }

    private void Notify(string file, string notice) => _progress?.Report(new HubProgress(file, 0, null, notice));

    private static string Shorten(IReadOnlyList<string> files)
    {
        const int Shown = 8;
        var list = string.Join(", ", files.Take(Shown));
        return files.Count <= Shown ? files.Count == 0 ? "no files" : list : FormattableString.Invariant($"{list} and {files.Count - Shown} more");
    }
}
