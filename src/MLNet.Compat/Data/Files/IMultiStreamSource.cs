namespace Microsoft.ML.Data;

/// <summary>Zero or more streams of text, files say.</summary>
public interface IMultiStreamSource
{
    int Count { get; }

    string GetPathOrNull(int index);

    Stream Open(int index);

    TextReader OpenTextReader(int index);
}
