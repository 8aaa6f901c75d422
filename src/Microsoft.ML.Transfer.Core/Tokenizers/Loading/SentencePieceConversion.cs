using System.Collections.Immutable;

namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>Builds tokenizers from a SentencePiece .model file, each family by the rules of its reference conversion.</summary>
internal static class SentencePieceConversion
{
    private const string Space = "\u2581";

    private static readonly Dictionary<string, string> AlbertTokens = new(SpecialTokens.OfClassifiers, StringComparer.Ordinal)
    {
        ["unk_token"] = "<unk>",
        ["pad_token"] = "<pad>",
    };

    private static readonly Dictionary<string, string> XLNetTokens = new(SpecialTokens.OfSentences, StringComparer.Ordinal)
    {
        ["sep_token"] = "<sep>",
        ["cls_token"] = "<cls>",
    };

    private static readonly Dictionary<string, string> T5Tokens = new(StringComparer.Ordinal)
    {
        ["eos_token"] = "</s>",
        ["unk_token"] = "<unk>",
        ["pad_token"] = "<pad>",
    };

    private static readonly Dictionary<string, string> LlamaTokens = new(StringComparer.Ordinal)
    {
        ["bos_token"] = "<s>",
        ["eos_token"] = "</s>",
        ["unk_token"] = "<unk>",
    };

    public static TokenizerDefinition Convert(SentencePieceFile file, TokenizerConfig config, TokenizerKind kind)
    {
        var model = Model(file, config, kind);
        var defaults = Defaults(kind);
        var added = SpecialTokens.Collect(
            model.Vocabulary, config, defaults, maskSwallowsSpace: kind is TokenizerKind.Albert or TokenizerKind.XlmRoberta or TokenizerKind.Camembert or TokenizerKind.XLNet);
        return new TokenizerDefinition(model)
        {
            Normalizer = Normalizer(file, config, kind),
            PreTokenizer = PreTokenizer(config, kind),
            PostProcessor = PostProcessor(config, kind, defaults, token => SpecialTokens.Id(model.Vocabulary, added, token)),
            Decoder = Decoder(config, kind),
            AddedTokens = added,
        };
    }

    /// <summary>The later T5 tokenizers have no reference in the fast engine; they follow SentencePiece itself.</summary>
    private static bool IsLaterT5(TokenizerConfig config, TokenizerKind kind) => kind == TokenizerKind.T5 && config.Boolean("legacy") == false;

    private static IDecoder Decoder(TokenizerConfig config, TokenizerKind kind)
    {
        if (kind == TokenizerKind.Llama)
            return new SequenceDecoder([new ReplaceDecoder(new StringPattern(Space), " "), new ByteFallbackDecoder(), new FuseDecoder(), new StripDecoder(" ", 1, 0)]);
        var words = new MetaspaceDecoder(Space[0], PrependScheme.Always, split: true);
        return IsLaterT5(config, kind) ? new SequenceDecoder([words, new FuseDecoder(), new StripDecoder(" ", int.MaxValue, int.MaxValue)]) : words;
    }

    private static IReadOnlyDictionary<string, string> Defaults(TokenizerKind kind) => kind switch
    {
        TokenizerKind.Albert => AlbertTokens,
        TokenizerKind.DebertaV2 => SpecialTokens.OfClassifiers,
        TokenizerKind.T5 => T5Tokens,
        TokenizerKind.Llama => LlamaTokens,
        TokenizerKind.XLNet => XLNetTokens,
        _ => SpecialTokens.OfSentences,
    };

    private static ITokenModel Model(SentencePieceFile file, TokenizerConfig config, TokenizerKind kind)
    {
        var (pieces, unknownId) = Pieces(file, config, kind);
        switch (file.ModelType)
        {
            case SentencePieceFile.Unigram:
                return new UnigramModel(pieces, unknownId, byteFallback: false, file.Name);
            case SentencePieceFile.BytePair:
                var tokens = pieces.Select(piece => piece.Piece).ToArray();
                // The score of a piece is minus its rank.
                var merges = SentencePieceMerges.Derive(tokens, id => -pieces[id].Score);
                var vocabulary = new Vocabulary([.. tokens.Select((token, id) => KeyValuePair.Create(token, id))], file.Name);
                return new BytePairModel(vocabulary, BytePairModel.Resolve(vocabulary, merges, string.Empty, file.Name), new BytePairSettings
                {
                    UnknownToken = file.UnknownPiece,
                    FuseUnknown = true,
                    ByteFallback = kind == TokenizerKind.Llama,
                });
            default:
                throw new InvalidDataException(FormattableString.Invariant(
                    $"{file.Name} is a SentencePiece model of type {file.ModelType}; supported are 1 (unigram) and 2 (byte-pair encoding)."));
        }
    }

    /// <summary>The pieces in the order of their ids, which some families shift against the file's.</summary>
    private static (ImmutableArray<(string Piece, double Score)> Pieces, int UnknownId) Pieces(SentencePieceFile file, TokenizerConfig config, TokenizerKind kind)
    {
        IEnumerable<(string Piece, double Score)> all = file.Pieces.Select(piece => (piece.Text, piece.Score));
        switch (kind)
        {
            case TokenizerKind.XlmRoberta:
                return ([("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), .. all.Skip(3), ("<mask>", 0)], 3);
            case TokenizerKind.Camembert:
                return ([("<s>NOTUSED", 0), ("<pad>", 0), ("</s>NOTUSED", 0), ("<unk>", 0), ("<unk>NOTUSED", -100), .. all.Skip(4), ("<mask>", 0)], 3);
            case TokenizerKind.T5:
                var extra = config.Integer("extra_ids") ?? 100;
                return ([.. all, .. Enumerable.Range(0, extra).Select(i => (FormattableString.Invariant($"<extra_id_{extra - 1 - i}>"), 0.0))], file.UnknownId);
            case TokenizerKind.Albert or TokenizerKind.XLNet:
                // A digit with a comma after it is made unlikely, so that numbers are cut before the comma.
                return ([.. all.Select(piece => EndsInDigitAndComma(piece.Piece) ? piece with { Score = piece.Score - 100 } : piece)], file.UnknownId);
            case TokenizerKind.Llama:
                return ([("<unk>", 0), ("<s>", 0), ("</s>", 0), .. all.Skip(3)], 0);
            default:
                return ([.. all], file.UnknownId);
        }
    }

    private static bool EndsInDigitAndComma(string piece) => piece.Length >= 2 && piece[^1] == ',' && char.IsDigit(piece[^2]);

    private static SequenceNormalizer Normalizer(SentencePieceFile file, TokenizerConfig config, TokenizerKind kind)
    {
        if (kind == TokenizerKind.Llama)
            return new SequenceNormalizer([new PrependNormalizer(Space), new ReplaceNormalizer(new StringPattern(" "), Space)]);
        var steps = ImmutableArray.CreateBuilder<INormalizer>();
        if (kind is TokenizerKind.Albert or TokenizerKind.XLNet)
        {
            steps.Add(new ReplaceNormalizer(new StringPattern("``"), "\""));
            steps.Add(new ReplaceNormalizer(new StringPattern("''"), "\""));
            if (config.Boolean("keep_accents") != true)
            {
                steps.Add(new UnicodeNormalizer(compatibility: true, compose: false));
                steps.Add(new StripAccentsNormalizer());
            }
        }
        if (config.Boolean("do_lower_case") ?? (kind == TokenizerKind.Albert))
            steps.Add(new LowercaseNormalizer());
        if (kind == TokenizerKind.DebertaV2)
            steps.Add(new StripNormalizer(left: true, right: true));
        if (file.CharacterMap.Length > 0)
            steps.Add(new PrecompiledNormalizer(Map(file), longestMatch: IsLaterT5(config, kind)));
        var keepsOwnRules = kind is TokenizerKind.Albert or TokenizerKind.XLNet or TokenizerKind.DebertaV2;
        if (!keepsOwnRules && file.CharacterMap.Length > 0)
            steps.Add(new StripNormalizer(left: false, right: true));
        steps.Add(new ReplaceNormalizer(new RegexPattern(" {2,}"), keepsOwnRules ? " " : Space));
        return new SequenceNormalizer(steps.ToImmutable());
    }

    private static CharacterMap Map(SentencePieceFile file)
    {
        try
        {
            return new CharacterMap(file.CharacterMap);
        }
        catch (FormatException exception)
        {
            throw new InvalidDataException($"{file.Name} has a character map that cannot be used: {exception.Message}", exception);
        }
    }

    private static IPreTokenizer? PreTokenizer(TokenizerConfig config, TokenizerKind kind)
    {
        if (kind == TokenizerKind.Llama)
            return null;
        var words = new MetaspacePreTokenizer(
            Space, IsLaterT5(config, kind) ? PrependScheme.First : PrependScheme.Always, split: true);
        if (kind != TokenizerKind.DebertaV2)
            return words;
        return config.Boolean("split_by_punct") == true
            ? new SequencePreTokenizer([new PunctuationPreTokenizer(SplitBehavior.Isolated), words])
            : new SequencePreTokenizer([words]);
    }

    private static IPostProcessor? PostProcessor(TokenizerConfig config, TokenizerKind kind, IReadOnlyDictionary<string, string> defaults, Func<string, int> id)
    {
        var begin = SpecialTokens.Name(config, defaults, "cls_token");
        var end = SpecialTokens.Name(config, defaults, "sep_token");
        switch (kind)
        {
            case TokenizerKind.T5:
                var stop = SpecialTokens.Name(config, defaults, "eos_token")!;
                return IsLaterT5(config, kind) ? new EndOnceProcessor(stop, id(stop)) : TemplateText.Parse($"$A:0 {stop}:0", $"$A:0 {stop}:0 $B:0 {stop}:0", id);
            case TokenizerKind.Albert or TokenizerKind.DebertaV2:
                return TemplateText.Parse($"{begin}:0 $A:0 {end}:0", $"{begin}:0 $A:0 {end}:0 $B:1 {end}:1", id);
            case TokenizerKind.XLNet:
                return TemplateText.Parse($"$A:0 {end}:0 {begin}:2", $"$A:0 {end}:0 $B:1 {end}:1 {begin}:2", id);
            case TokenizerKind.Llama:
                return Llama(config, defaults, id);
            default:
                return TemplateText.Parse($"{begin}:0 $A:0 {end}:0", $"{begin}:0 $A:0 {end}:0 {end}:0 $B:0 {end}:0", id);
        }
    }

    private static TemplateProcessor? Llama(TokenizerConfig config, IReadOnlyDictionary<string, string> defaults, Func<string, int> id)
    {
        var begin = config.Boolean("add_bos_token") ?? true ? SpecialTokens.Name(config, defaults, "bos_token") : null;
        var end = config.Boolean("add_eos_token") ?? false ? SpecialTokens.Name(config, defaults, "eos_token") : null;
        if (begin is null && end is null)
            return null;
        string Framed(string text, int type) =>
            (begin is null ? string.Empty : FormattableString.Invariant($"{begin}:{type} ")) + FormattableString.Invariant($"{text}:{type}") + (end is null ? string.Empty : FormattableString.Invariant($" {end}:{type}"));
        return TemplateText.Parse(Framed("$A", 0), Framed("$A", 0) + " " + Framed("$B", 1), id);
    }
}
