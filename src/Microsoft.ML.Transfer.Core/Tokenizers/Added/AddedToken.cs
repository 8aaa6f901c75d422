namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>A token that is found in the text itself, before any model sees it.</summary>
/// <param name="Content">Its text.</param>
/// <param name="Id">Its id.</param>
internal sealed record AddedToken(string Content, int Id)
{
    /// <summary>Found only where no word character touches it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Swallows the white space before it.</summary>
    public bool StripLeft { get; init; }

    /// <summary>Swallows the white space after it.</summary>
    public bool StripRight { get; init; }

    /// <summary>Searched, normalised, in the normalised text; otherwise in the text as given.</summary>
    public bool Normalized { get; init; }

    /// <summary>Left out when decoding without special tokens.</summary>
    public bool Special { get; init; }
}
