using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Adds columns made by a delegate with a state of its own for each cursor.</summary>
public sealed class StatefulCustomMappingTransformer<TSrc, TDst, TState> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
    where TState : class, new()
{
    private readonly IHost _host;
    private readonly Action<TSrc, TDst, TState> _mapAction;
    private readonly Action<TState> _stateInitAction;
    private readonly string _contractName;

    internal StatefulCustomMappingTransformer(IHostEnvironment env, Action<TSrc, TDst, TState> mapAction, string contractName, Action<TState> stateInitAction)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register("StatefulCustomMappingTransformer");
        _host.CheckValue(mapAction, nameof(mapAction));
        _host.CheckValue(stateInitAction, nameof(stateInitAction));
        _mapAction = mapAction;
        _stateInitAction = stateInitAction;
        _contractName = contractName;
        AddedColumns = MemberColumn.CreateAll(typeof(TDst), null, SchemaDefinition.Direction.Write);
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal MemberColumn[] AddedColumns { get; }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return RowToRowMapperTransform.GetOutputSchema(inputSchema, MakeMapper(inputSchema));
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new RowToRowMapperTransform(_host, input, MakeMapper(input.Schema), inOrder: true);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return new RowToRowMapperTransform(_host, new EmptyDataView(_host, inputSchema), MakeMapper(inputSchema), inOrder: true);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => LambdaTransform.Save(_host, ctx, _contractName, _mapAction);

    private CustomMapper<TSrc, TDst> MakeMapper(DataViewSchema schema)
        => new(_host, this, schema, MakeMapping, null, AddedColumns);

    private Action<TSrc, TDst> MakeMapping()
    {
        var state = new TState();
        _stateInitAction(state);
        return (source, destination) => _mapAction(source, destination, state);
    }
}

/// <summary>Adds columns made by a delegate with a state of its own for each cursor.</summary>
public sealed class StatefulCustomMappingEstimator<TSrc, TDst, TState> : TrivialEstimator<StatefulCustomMappingTransformer<TSrc, TDst, TState>>
    where TSrc : class, new()
    where TDst : class, new()
    where TState : class, new()
{
    internal StatefulCustomMappingEstimator(IHostEnvironment env, Action<TSrc, TDst, TState> mapAction, string contractName, Action<TState> stateInitAction)
        : base(Contracts.CheckRef(env, nameof(env)).Register("StatefulCustomMappingEstimator"),
            new StatefulCustomMappingTransformer<TSrc, TDst, TState>(env, mapAction, contractName, stateInitAction))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => CustomMappingShape.Of<TSrc>(inputSchema, null, Transformer.AddedColumns);
}
