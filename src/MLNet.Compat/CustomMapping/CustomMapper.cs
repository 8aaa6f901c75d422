using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Maps rows through objects: members filled, a delegate called once a row, members read.</summary>
internal sealed class CustomMapper<TSrc, TDst> : IRowMapper
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly ITransformer _owner;
    private readonly Func<Action<TSrc, TDst>> _makeMapping;
    private readonly (MemberColumn Member, DataViewSchema.Column Source)[] _inputs;
    private readonly MemberColumn[] _outputs;

    public CustomMapper(IHost host, ITransformer owner, DataViewSchema schema, Func<Action<TSrc, TDst>> makeMapping,
        SchemaDefinition inputDefinition, MemberColumn[] outputs)
    {
        _owner = owner;
        _makeMapping = makeMapping;
        _outputs = outputs;
        SchemaDefinitions.CheckMembers<TSrc>(inputDefinition, schema);
        _inputs = MemberSetters<TSrc>.Bind(host, schema, ignoreMissingColumns: false, inputDefinition);
    }

    public DataViewSchema.DetachedColumn[] GetOutputColumns()
        => Array.ConvertAll(_outputs, output => new DataViewSchema.DetachedColumn(output.Name, output.Type, output.Annotations));

    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        bool any = Enumerable.Range(0, _outputs.Length).Any(activeOutput);
        return index => any && Array.Exists(_inputs, input => input.Source.Index == index);
    }

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
    {
        disposer = null;
        var getters = new Delegate[_outputs.Length];
        if (!Enumerable.Range(0, getters.Length).Any(activeOutput))
            return getters;

        var setters = MemberSetters<TSrc>.Create(input, _inputs);
        var mapping = _makeMapping();
        var source = new TSrc();
        var destination = new TDst();
        long served = -1;
        TDst Current()
        {
            if (served != input.Position)
            {
                setters.Fill(source);
                mapping(source, destination);
                served = input.Position;
            }

            return destination;
        }

        for (int i = 0; i < getters.Length; i++)
        {
            if (activeOutput(i))
                getters[i] = MemberGetters.Make(_outputs[i], Current);
        }

        return getters;
    }

    public ITransformer GetTransformer() => _owner;

    public void Save(ModelSaveContext ctx) => _owner.Save(ctx);
}
