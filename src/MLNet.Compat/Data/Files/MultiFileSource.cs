using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Files by path; a path may be several joined by "+", and have wildcards in its file name.</summary>
public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths)
    {
        if (paths is null or [null])
        {
            _paths = [];
            return;
        }

        string[] expanded = paths.SelectMany(Expand).ToArray();
        _paths = expanded.Length > 0 ? expanded : paths;
    }

    public int Count => _paths.Length;

    public string GetPathOrNull(int index)
    {
        Contracts.CheckParam(index >= 0 && index < Count, nameof(index));
        return _paths[index];
    }

    public Stream Open(int index)
    {
        string path = GetPathOrNull(index);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e)
        {
            throw Contracts.ExceptIO(null, e, "Could not open file '{0}'. Error is: {1}", path, e.Message);
        }
    }

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));

    /// <summary>The existing files that a path stands for.</summary>
    internal static string[] Expand(string pattern)
    {
        if (File.Exists(pattern))
            return [pattern];
        if (pattern is null || pattern.AsSpan().IndexOfAny("*?+") < 0)
            return [];
        return pattern.Split('+', StringSplitOptions.RemoveEmptyEntries).SelectMany(ExpandOne).ToArray();
    }

    private static IEnumerable<string> ExpandOne(string pattern)
    {
        if (pattern.AsSpan().IndexOfAny('*', '?') < 0)
            return File.Exists(pattern) ? [pattern] : [];
        string folder = Path.GetDirectoryName(pattern);
        string searched = string.IsNullOrEmpty(folder) ? "." : folder;
        if (!Directory.Exists(searched))
            return [];
        return Directory.EnumerateFiles(searched, Path.GetFileName(pattern))
            .Select(file => string.IsNullOrEmpty(folder) ? Path.GetFileName(file) : file)
            .Order(StringComparer.Ordinal);
    }
}

/// <summary>One file by its handle.</summary>
public sealed class FileHandleSource : IMultiStreamSource
{
    private readonly IFileHandle _file;

    public FileHandleSource(IFileHandle file)
    {
        Contracts.CheckValue(file, nameof(file));
        Contracts.CheckParam(file.CanRead, nameof(file), "File handle must be readable");
        _file = file;
    }

    public int Count => 1;

    public string GetPathOrNull(int index)
    {
        Contracts.CheckParam(index == 0, nameof(index));
        return null;
    }

    public Stream Open(int index)
    {
        Contracts.CheckParam(index == 0, nameof(index));
        return _file.OpenReadStream();
    }

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
}
