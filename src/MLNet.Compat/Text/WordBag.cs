using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Counts the n-grams of words of texts.</summary>
public sealed class WordBagEstimator : IEstimator<ITransformer>
{
    private readonly IHost _host;
    private readonly string _output;
    private readonly string[] _inputs;
    private readonly Options _options;

    internal WordBagEstimator(IHostEnvironment env, string outputColumnName, string[] inputColumnNames, Options options)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(WordBagEstimator));
        _host.CheckUserArg(inputColumnNames?.Length > 0, "columns");
        _host.CheckValue(outputColumnName, "columns");
        _output = outputColumnName;
        _inputs = inputColumnNames;
        _options = options;
    }

    public ITransformer Fit(IDataView input) => MakePipeline().Fit(input);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return MakePipeline().GetOutputSchema(inputSchema);
    }

    private EstimatorChain<ITransformer> MakePipeline()
    {
        var chain = new EstimatorChain<ITransformer>();
        if (_inputs.Length > 1)
            chain = chain.Append<ITransformer>(new ColumnConcatenatingEstimator(_host, _output, _inputs));
        return chain
            .Append<ITransformer>(new WordTokenizingEstimator(_host, null, (_output, _inputs.Length > 1 ? _output : _inputs[0])))
            .Append(NgramPipeline.Create(_host, _output, _output, isText: true, _options));
    }

    /// <summary>Which n-grams are counted, and how.</summary>
    public class Options
    {
        /// <summary>Length of the n-grams.</summary>
        public int NgramLength;

        /// <summary>How many tokens may be skipped within an n-gram.</summary>
        public int SkipLength;

        /// <summary>Whether shorter n-grams are counted too.</summary>
        public bool UseAllLengths;

        /// <summary>At most so many distinct n-grams, of each length.</summary>
        public int[] MaximumNgramsCount;

        /// <summary>What an n-gram weighs.</summary>
        public NgramExtractingEstimator.WeightingCriteria Weighting;

        public Options()
        {
            NgramLength = 2;
            SkipLength = 0;
            UseAllLengths = true;
            MaximumNgramsCount = [NgramExtractingEstimator.DefaultMaximumCount];
            Weighting = NgramExtractingEstimator.WeightingCriteria.Tf;
        }
    }
}
