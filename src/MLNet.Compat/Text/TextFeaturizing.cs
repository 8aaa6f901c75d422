using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Marks the options of a stage that removes stop words.</summary>
public interface IStopWordsRemoverOptions;

/// <summary>Turns texts into normalized counts of n-grams of words and of characters.</summary>
public sealed class TextFeaturizingEstimator : IEstimator<ITransformer>
{
    private readonly IHost _host;
    private readonly string _output;
    private readonly string[] _inputs;
    private readonly Options _options;

    internal TextFeaturizingEstimator(IHostEnvironment env, string name, IEnumerable<string> source, Options options = null)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(TextFeaturizingEstimator));
        _host.CheckValue(source, nameof(source));
        _inputs = source.ToArray();
        _host.CheckParam(_inputs.Length > 0, nameof(source));
        _host.CheckParam(!_inputs.Any(string.IsNullOrWhiteSpace), nameof(source));
        _host.CheckNonEmpty(name, nameof(name));
        _output = name;
        _options = options ?? new Options();
    }

    /// <summary>The language of a text.</summary>
    public enum Language
    {
        English = 1,
        French = 2,
        German = 3,
        Dutch = 4,
        Italian = 5,
        Spanish = 6,
        Japanese = 7,
    }

    /// <summary>What a vector of counts is divided by.</summary>
    public enum NormFunction
    {
        None = 0,
        L1 = 1,
        L2 = 2,
        Infinity = 3,
    }

    public ITransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new TextFeaturizingTransformer(_host, new TextFeaturizingPipeline(_host, _output, _inputs, _options, input).Fit());
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (string input in _inputs)
        {
            if (!inputSchema.TryFindColumn(input, out var column))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (column.ItemType is not TextDataViewType)
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, "scalar or vector of String", column.GetTypeString());
        }

        var annotations = new List<SchemaShape.Column>
        {
            new(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false),
        };
        if (_options.Norm != NormFunction.None)
            annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
        result[_output] = new SchemaShape.Column(_output, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, new SchemaShape(annotations));
        if (!string.IsNullOrEmpty(_options.OutputTokensColumnName))
        {
            string tokens = _options.OutputTokensColumnName;
            result[tokens] = new SchemaShape.Column(tokens, SchemaShape.Column.VectorKind.VariableVector, TextDataViewType.Instance, false);
        }
        return new SchemaShape(result.Values);
    }

    /// <summary>How texts are turned into counts.</summary>
    public sealed class Options : TransformInputBase
    {
        /// <summary>Removes stop words where set.</summary>
        public IStopWordsRemoverOptions StopWordsRemoverOptions { get; set; }

        /// <summary>What becomes of upper and lower case.</summary>
        public TextNormalizingEstimator.CaseMode CaseMode = TextNormalizingEstimator.CaseMode.Lower;

        /// <summary>Whether diacritics are kept.</summary>
        public bool KeepDiacritics;

        /// <summary>Whether punctuation is kept.</summary>
        public bool KeepPunctuations = true;

        /// <summary>Whether numbers are kept.</summary>
        public bool KeepNumbers = true;

        /// <summary>A column for the words, where wanted.</summary>
        public string OutputTokensColumnName;

        /// <summary>What the vectors are divided by.</summary>
        public NormFunction Norm = NormFunction.L2;

        /// <summary>Which n-grams of words are counted; null for none.</summary>
        public WordBagEstimator.Options WordFeatureExtractor { get; set; } = new();

        /// <summary>Which n-grams of characters are counted; null for none.</summary>
        public WordBagEstimator.Options CharFeatureExtractor { get; set; } = new() { NgramLength = 3, UseAllLengths = false };

        public Options()
        {
        }
    }
}
