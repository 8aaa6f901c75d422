using System.Collections.Frozen;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Sets of stop words, compared without regard to case, and the removal of such words.</summary>
internal static class StopWords
{
    /// <summary>Frequent English words without a meaning of their own: the list of the information retrieval group of Glasgow, as ML.NET has it.</summary>
    private const string EnglishWords = """
        a about above across after afterwards again against all almost alone along already also although always am among amongst amoungst
        amount an and another any anyhow anyone anything anyway anywhere are around as at back be became because become becomes becoming
        been before beforehand behind being below beside besides between beyond both bottom but by call can cannot cant co con could couldnt
        cry de describe detail do done down due during each eg eight either eleven else elsewhere empty enough etc even ever every everyone
        everything everywhere except few fifteen fify fill find fire first five for former formerly forty found four from front full further
        get give go had has hasnt have he hence her here hereafter hereby herein hereupon hers herself him himself his how however hundred
        ie if in inc indeed interest into is it its itself keep last latter latterly least less ltd made many may me meanwhile might mill
        mine more moreover most mostly move much must my myself name namely neither never nevertheless next nine no nobody none noone nor
        not nothing now nowhere of off often on once one only onto or other others otherwise our ours ourselves out over own part per
        perhaps please put rather re same see seem seemed seeming seems serious several she should show side since sincere six sixty so some
        somehow someone something sometime sometimes somewhere still such system take ten than that the their them themselves then thence
        there thereafter thereby therefore therein thereupon these they thickv thin third this those though three through throughout thru
        thus to together too top toward towards twelve twenty two un under until up upon us very via was we well were what whatever when
        whence whenever where whereafter whereas whereby wherein whereupon wherever whether which while whither who whoever whole whom whose
        why will with within without would
        """;

    public static FrozenSet<string> English { get; } = Set(EnglishWords.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The words of a language; only English is carried.</summary>
    public static FrozenSet<string> Of(IExceptionContext context, StopWordsRemovingEstimator.Language language) =>
        language == StopWordsRemovingEstimator.Language.English ? English : throw context.Except($"Missing '{language}.txt' resource.");

    public static FrozenSet<string> Set(IEnumerable<string> words) =>
        words.Select(word => word.Trim(' ')).Where(word => word.Length > 0).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static ITransformer MakeTransformer(IHostEnvironment env, IStopWordsRemoverOptions options, (string Output, string Input)[] columns) =>
        options is CustomStopWordsRemovingEstimator.Options custom
            ? new CustomStopWordsRemovingTransformer(env, custom.StopWords, columns)
            : new StopWordsRemovingTransformer(env, StopWordsRemovingEstimator.Language.English, columns);

    /// <summary>An output column that holds the texts of a vector that are no stop words.</summary>
    public static OutputColumn Bind(IExceptionContext context, string name, DataViewSchema.Column source, FrozenSet<string> words)
    {
        if (source.Type is not VectorDataViewType { ItemType: TextDataViewType })
            throw context.ExceptSchemaMismatch("inputSchema", "input", source.Name, StopWordsRemovingEstimator.ExpectedColumnType, source.Type.ToString());
        return new OutputColumn
        {
            Name = name,
            Type = new VectorDataViewType(TextDataViewType.Instance),
            Sources = [source.Index],
            MakeGetter = row => MakeGetter(row, source.Index, words),
        };
    }

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> MakeGetter(DataViewRow row, int source, FrozenSet<string> words)
    {
        var getTexts = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(row.Schema[source]);
        var rest = new List<ReadOnlyMemory<char>>();
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return (ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            getTexts(ref texts);
            rest.Clear();
            foreach (var text in texts.GetValues())
            {
                if (!text.IsEmpty && !lookup.Contains(text.Span))
                    rest.Add(text);
            }
            TextShapes.Fill(rest, ref destination);
        };
    }
}
