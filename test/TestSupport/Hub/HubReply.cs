namespace Microsoft.ML.Transfer.TestSupport.Hub;

/// <summary>A request that the server has seen.</summary>
public sealed record HubRequestSeen(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A header, or null.</summary>
    public string? this[string header] => Headers.TryGetValue(header, out var value) ? value : null;
}

/// <summary>What the server answers, soundly or not.</summary>
public sealed record HubReply(int Status, byte[]? Body = null, params (string Name, string Value)[] Headers)
{
    /// <summary>The length that is announced; that of the body when null, none when negative.</summary>
    public long? AnnouncedLength { get; init; }

    /// <summary>After how many bytes of the body the connection is dropped.</summary>
    public int? DropAfter { get; init; }

    /// <summary>After how many bytes of the body nothing comes any more, the connection staying open.</summary>
    public int? StallAfter { get; init; }

    /// <summary>Whether nothing comes at all.</summary>
    public bool Silent { get; init; }

    /// <summary>A refusal in the manner of the Hub.</summary>
    public static HubReply Refuse(int status, string? code = null, string? message = null) => new(
        status, null, [.. code is null ? [] : new[] { ("X-Error-Code", code) }, .. message is null ? [] : new[] { ("X-Error-Message", message) }]);
}
