using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Columns and filters made by delegates.</summary>
public static class CustomMappingCatalog
{
    public static CustomMappingEstimator<TSrc, TDst> CustomMapping<TSrc, TDst>(this TransformsCatalog catalog, Action<TSrc, TDst> mapAction, string contractName,
        SchemaDefinition inputSchemaDefinition = null, SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class, new()
        where TDst : class, new()
        => new(catalog.GetEnvironment(), mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition);

    public static StatefulCustomMappingEstimator<TSrc, TDst, TState> StatefulCustomMapping<TSrc, TDst, TState>(this TransformsCatalog catalog,
        Action<TSrc, TDst, TState> mapAction, Action<TState> stateInitAction, string contractName)
        where TSrc : class, new()
        where TDst : class, new()
        where TState : class, new()
        => new(catalog.GetEnvironment(), mapAction, contractName, stateInitAction);

    public static IDataView FilterByCustomPredicate<TSrc>(this DataOperationsCatalog catalog, IDataView input, Func<TSrc, bool> filterPredicate)
        where TSrc : class, new()
    {
        Contracts.CheckValue(filterPredicate, "predicate");
        return new CustomMappingFilter<TSrc>(catalog.GetEnvironment(), input, () => filterPredicate, inOrder: false);
    }

    public static IDataView FilterByStatefulCustomPredicate<TSrc, TState>(this DataOperationsCatalog catalog, IDataView input,
        Func<TSrc, TState, bool> filterPredicate, Action<TState> stateInitAction)
        where TSrc : class, new()
        where TState : class, new()
    {
        Contracts.CheckValue(filterPredicate, "predicate");
        Contracts.CheckValue(stateInitAction, nameof(stateInitAction));
        return new CustomMappingFilter<TSrc>(catalog.GetEnvironment(), input, () =>
        {
            var state = new TState();
            stateInitAction(state);
            return source => filterPredicate(source, state);
        }, inOrder: true);
    }
}
