using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Drops the rows that a delegate says true of.</summary>
internal sealed class CustomMappingFilter<TSrc> : FilterView
    where TSrc : class, new()
{
    private readonly (MemberColumn Member, DataViewSchema.Column Source)[] _inputs;
    private readonly Func<Func<TSrc, bool>> _makePredicate;

    public CustomMappingFilter(IHostEnvironment env, IDataView input, Func<Func<TSrc, bool>> makePredicate, bool inOrder)
        : this(env, input, MemberSetters<TSrc>.Bind(env, Contracts.CheckRef(env, input, nameof(input)).Schema, ignoreMissingColumns: false, null), makePredicate, inOrder)
    {
    }

    private CustomMappingFilter(IHostEnvironment env, IDataView input, (MemberColumn Member, DataViewSchema.Column Source)[] inputs,
        Func<Func<TSrc, bool>> makePredicate, bool inOrder)
        : base(env, "CustomFilter", input, inputs.Select(pair => pair.Source.Index), inOrder)
    {
        _inputs = inputs;
        _makePredicate = makePredicate;
    }

    protected override Func<bool> MakeTest(DataViewRow row)
    {
        var setters = MemberSetters<TSrc>.Create(row, _inputs);
        var predicate = _makePredicate();
        var source = new TSrc();
        return () =>
        {
            setters.Fill(source);
            return !predicate(source);
        };
    }
}
