using Microsoft.ML.Transfer.Tensors.Serialization;

namespace Microsoft.ML.Transfer.Checkpoints;

/// <summary>
/// Joins a trusted folder and a path that a file named. The same paths are refused on every operating system, whatever that system would make of
/// them, so that a checkpoint that is safe on one machine is safe on all.
/// </summary>
public static class SafePath
{
    private static readonly HashSet<string> DeviceNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM\u00B9", "COM\u00B2", "COM\u00B3",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT\u00B9", "LPT\u00B2", "LPT\u00B3",
    };

    /// <summary>The full path of a file within a folder.</summary>
    /// <param name="folder">The folder, which is trusted.</param>
    /// <param name="relative">
    /// A path relative to it, with <c>/</c> or <c>\</c> between its parts. Symbolic links in the folder are followed: they were made by whoever made the folder.
    /// </param>
    /// <param name="namedBy">The file in which the path stands, for the error message.</param>
    /// <exception cref="InvalidDataException">
    /// The path is empty, absolute, relative to a drive (<c>C:x</c>), a network path, has a part <c>.</c> or <c>..</c>, holds a colon or a control
    /// character, or has a part that Windows would read as another name: one that ends in a dot or a blank, or a device such as <c>NUL</c>.
    /// </exception>
    public static string Combine(string folder, string relative, string? namedBy = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(relative);
        if (Refusal(relative) is { } why)
        {
            var where = namedBy is null ? "" : $"{namedBy}: ";
            throw new InvalidDataException($"{where}the path {UntrustedText.Quote(relative)} {why}; only a relative path within the folder is allowed, such as 'model-00001-of-00002.safetensors'.");
        }

        var root = Path.GetFullPath(folder);
        var full = Path.GetFullPath(Path.Combine([root, .. relative.Split('/', '\\')]));
        // Cannot happen after the checks above; if one of them is ever wrong, this still holds.
        if (!full.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidDataException($"The path {UntrustedText.Quote(relative)} leaves the folder {folder}.");
        return full;
    }

    private static string? Refusal(string relative)
    {
        if (relative.Length == 0)
            return "is empty";
        if (relative.StartsWith("//", StringComparison.Ordinal) || relative.StartsWith(@"\\", StringComparison.Ordinal))
            return "is a network path";
        if (relative[0] is '/' or '\\')
            return "is absolute";
        foreach (var c in relative)
        {
            if (c == ':')
                return "holds a colon, which names a drive or a stream on Windows";
            if (char.IsControl(c))
                return "holds a control character";
        }
        foreach (var part in relative.Split('/', '\\'))
        {
            if (part.Length == 0)
                return "has an empty part";
            if (part is ".." or ".")
                return $"has a part '{part}'";
            if (part[^1] is '.' or ' ')
                return $"has the part {UntrustedText.Quote(part)}, which ends in a dot or a blank that Windows drops";
            var stem = part.Split('.')[0].TrimEnd(' ');
            if (DeviceNames.Contains(stem))
                return $"has the part {UntrustedText.Quote(part)}, which is a device on Windows";
        }
        return null;
    }
}
