using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Transfer.Tensors.Serialization;
using Microsoft.ML.Transfer.Tokenizers;

namespace Microsoft.ML.Transfer.Pretraining;

/// <summary>
/// The tokens of a corpus in a file that is mapped rather than read, so that a corpus may be larger than the memory. Without special tokens, document after document. Immutable; safe to share
/// between threads.
/// </summary>
internal sealed class TokenStore : IDisposable
{
    // An int a token; the highest bit is set where it continues the word of the token before.
    private const int Continues = int.MinValue;
    private const int ParagraphsAtOnce = 2048;
    private const int TailMagic = 0x544B5331;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long[] _documents;

    private TokenStore(string path)
    {
        (_documents, Words) = ReadTail(path);
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    /// <summary>How many tokens there are.</summary>
    public long Count => _documents[^1];

    /// <summary>How many words, which several tokens may make together.</summary>
    public long Words { get; }

    /// <summary>Document i is the tokens Documents[i] to Documents[i + 1].</summary>
    public IReadOnlyList<long> Documents => _documents;

    /// <summary>Opens the tokens of a corpus, which are made where they are not there yet.</summary>
    /// <param name="corpus">The texts.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="folder">Where to keep the tokens; a file there is used again by the same corpus with the same tokenizer.</param>
    /// <param name="cancellation">Ends the work; nothing is left behind.</param>
    /// <exception cref="InvalidDataException">The corpus holds no text.</exception>
    public static TokenStore Open(Corpus corpus, PretrainedTokenizer tokenizer, string folder, CancellationToken cancellation)
    {
        var files = corpus.Files();
        var path = Path.Combine(folder, $"{Identity(files, tokenizer)}.tokens");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, stream => Write(stream, files, tokenizer, cancellation));
        }
        var store = new TokenStore(path);
        if (store.Count > 0)
            return store;
        store.Dispose();
        throw new InvalidDataException($"The corpus {corpus.Path} holds no text.");
    }

    /// <summary>Copies tokens.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="ids">Receives their ids.</param>
    /// <param name="words">Receives for each which word it belongs to, from 0.</param>
    public void Read(long first, int[] ids, int[] words)
    {
        _view.ReadArray(first * sizeof(int), ids, 0, ids.Length);
        var word = -1;
        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] >= 0 || i == 0)
                word++;
            (ids[i], words[i]) = (ids[i] & int.MaxValue, word);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static void Write(Stream stream, IReadOnlyList<string> files, PretrainedTokenizer tokenizer, CancellationToken cancellation)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        var (count, words, documents) = (0L, 0L, new List<long> { 0 });
        foreach (var file in files)
        {
            foreach (var paragraphs in Corpus.Paragraphs(file).Chunk(ParagraphsAtOnce))
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var encoding in tokenizer.EncodeBatch(paragraphs, addSpecialTokens: false))
                {
                    for (var i = 0; i < encoding.Ids.Length; i++)
                    {
                        var continues = i > 0 && encoding.WordIds[i] == encoding.WordIds[i - 1];
                        writer.Write(continues ? encoding.Ids[i] | Continues : encoding.Ids[i]);
                        words += continues ? 0 : 1;
                    }
                    count += encoding.Ids.Length;
                }
            }
            documents.Add(count);
        }
        foreach (var document in documents)
            writer.Write(document);
        writer.Write(words);
        writer.Write(documents.Count);
        writer.Write(TailMagic);
    }

    private static (long[] Documents, long Words) ReadTail(string path)
    {
        using var stream = File.OpenRead(path);
        using var reader = new BinaryReader(stream);
        const int fixedLength = sizeof(long) + 2 * sizeof(int);
        if (stream.Length < fixedLength)
            throw Damaged(path);
        stream.Seek(-fixedLength, SeekOrigin.End);
        var (words, count, magic) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32());
        if (magic != TailMagic || count < 1 || stream.Length < fixedLength + (long)count * sizeof(long))
            throw Damaged(path);
        stream.Seek(-fixedLength - (long)count * sizeof(long), SeekOrigin.End);
        var documents = new long[count];
        for (var i = 0; i < count; i++)
            documents[i] = reader.ReadInt64();
        return stream.Length == fixedLength + (long)count * sizeof(long) + documents[^1] * sizeof(int) ? (documents, words) : throw Damaged(path);
    }

    private static InvalidDataException Damaged(string path) => new($"{path}: the file does not hold the tokens of a corpus, or is cut off. Delete it; it is made anew from the texts.");

    /// <summary>Of the tokenizer, and of the name, the size and the content of each file.</summary>
    private static string Identity(IReadOnlyList<string> files, PretrainedTokenizer tokenizer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(tokenizer.ToJson());
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + "\n"));
            using var stream = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(stream));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
