using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Transfer.Probing;

namespace Microsoft.ML.Transfer;

/// <summary>Makes a probe of a multiclass trainer or pipeline that reads <c>Features</c> and <c>Label</c> and adds <c>Score</c>.</summary>
/// <param name="estimator">What is trained.</param>
internal sealed class EstimatorProbe(IEstimator<ITransformer> estimator) : IProbe
{
    private const string ScoreColumn = "Score";

    /// <inheritdoc/>
    public string Name { get; } = estimator.GetType().Name.Split('`')[0];

    /// <inheritdoc/>
    public IFittedProbe Fit(ProbeMatrix x, ReadOnlyMemory<int> labels, int classes, IFittedProbe? start = null, int? threads = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (labels.Length != x.Rows)
            throw new ArgumentException($"There are {labels.Length} labels for {x.Rows} vectors.", nameof(labels));
        cancellation.ThrowIfCancellationRequested();
        return new Fitted(estimator.Fit(View(x, labels, classes)), classes, x.Columns);
    }

    private static IDataView View(ProbeMatrix x, ReadOnlyMemory<int> labels, int classes)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, x.Columns);
        definition[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        // From an object a key is read as its number from 0; from `count` on it is missing.
        return new MLContext().Data.LoadFromEnumerable(
            Enumerable.Range(0, x.Rows).Select(i => new Row { Features = x.Row(i).ToArray(), Label = labels.IsEmpty ? (uint)classes : (uint)labels.Span[i] }).ToList(), definition);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public uint Label { get; set; }
    }

    private sealed class Fitted(ITransformer model, int classes, int columns) : IFittedProbe
    {
        public int Classes => classes;

        public int Columns => columns;

        public void Score(ProbeMatrix x, Span<float> probabilities)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (x.Columns != columns || probabilities.Length != x.Rows * classes)
                throw new ArgumentException($"Expected vectors of {columns} numbers and room for {x.Rows * classes} probabilities; got {x.Columns} and {probabilities.Length}.", nameof(x));
            var scored = model.Transform(View(x, ReadOnlyMemory<int>.Empty, classes));
            var column = scored.Schema.GetColumnOrNull(ScoreColumn);
            if (column?.Type is not VectorDataViewType { ItemType: var item } vector || item != NumberDataViewType.Single || vector.Size != classes)
                throw new InvalidOperationException($"The probe must add a column '{ScoreColumn}' with a score for each of the {classes} classes; it adds {(column is null ? "none" : column.Value.Type)}.");
            using var cursor = scored.GetRowCursor([column.Value]);
            var get = cursor.GetGetter<VBuffer<float>>(cursor.Schema[column.Value.Index]);
            VBuffer<float> scores = default;
            for (var row = 0; cursor.MoveNext(); row++)
            {
                get(ref scores);
                var destination = probabilities.Slice(row * classes, classes);
                scores.CopyTo(destination);
                Normalize(destination);
            }
        }

        /// <summary>Scores that are no probabilities, such as distances to a plane, become ones that keep their order.</summary>
        private static void Normalize(Span<float> scores)
        {
            if (scores.ContainsAnyExceptInRange(0f, 1f) || Math.Abs(TensorPrimitives.Sum<float>(scores) - 1) > 1e-3f)
                TensorPrimitives.SoftMax<float>(scores, scores);
        }
    }
}
