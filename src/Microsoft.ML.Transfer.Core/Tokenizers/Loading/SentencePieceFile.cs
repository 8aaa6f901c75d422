using System.Collections.Immutable;
using System.Text;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>What a SentencePiece .model file holds (sentencepiece_model.proto): pieces with scores, how it was trained, how it normalises.</summary>
internal sealed class SentencePieceFile
{
    public const int Unigram = 1;
    public const int BytePair = 2;

    private SentencePieceFile(string name) => Name = name;

    public string Name { get; }

    public ImmutableArray<Piece> Pieces { get; private set; } = [];

    /// <summary>1: unigram, 2: byte-pair encoding, 3: words, 4: characters.</summary>
    public int ModelType { get; private set; } = Unigram;

    public int UnknownId { get; private set; }

    public string UnknownPiece { get; private set; } = "<unk>";

    public byte[] CharacterMap { get; private set; } = [];

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraWhiteSpace { get; private set; } = true;

    /// <exception cref="InvalidDataException">The bytes are no such model; the message says where.</exception>
    public static SentencePieceFile Read(ReadOnlySpan<byte> bytes, string name)
    {
        var file = new SentencePieceFile(name);
        var pieces = ImmutableArray.CreateBuilder<Piece>();
        var reader = new ProtobufReader(bytes, name);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    pieces.Add(ReadPiece(reader.Bytes(), name));
                    break;
                case 2:
                    file.ReadTrainer(reader.Bytes());
                    break;
                case 3:
                    file.ReadNormalizer(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        file.Pieces = pieces.DrainToImmutable();
        if (file.Pieces.IsEmpty)
            throw new InvalidDataException($"{name} holds no pieces.");
        if ((uint)file.UnknownId >= (uint)file.Pieces.Length)
            throw new InvalidDataException(FormattableString.Invariant($"{name}: the unknown id {file.UnknownId} is not among its {file.Pieces.Length} pieces."));
        return file;
    }

    private static Piece ReadPiece(ReadOnlySpan<byte> message, string name)
    {
        var (text, score, type) = (string.Empty, 0f, 1);
        var reader = new ProtobufReader(message, name);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    text = Encoding.UTF8.GetString(reader.Bytes());
                    break;
                case 2:
                    score = reader.Float();
                    break;
                case 3:
                    type = (int)reader.Integer();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return float.IsFinite(score) ? new Piece(text, score, type) : throw new InvalidDataException($"{name}: the score of the piece '{text}' is not a finite number.");
    }

    private void ReadTrainer(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message, Name);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 3:
                    ModelType = (int)reader.Integer();
                    break;
                case 40:
                    UnknownId = (int)reader.Integer();
                    break;
                case 45:
                    UnknownPiece = Encoding.UTF8.GetString(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message, Name);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    CharacterMap = reader.Bytes().ToArray();
                    break;
                case 3:
                    AddDummyPrefix = reader.Integer() != 0;
                    break;
                case 4:
                    RemoveExtraWhiteSpace = reader.Integer() != 0;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    /// <summary>A piece. Types: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte.</summary>
    internal sealed record Piece(string Text, double Score, int Type);
}
