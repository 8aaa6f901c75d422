using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Offers a mapping under a name, so that a saved model finds it again.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomMappingFactoryAttributeAttribute : ExtensionBaseAttribute
{
    public CustomMappingFactoryAttributeAttribute(string contractName)
        : base(contractName)
    {
    }
}

internal interface ICustomMappingFactory
{
    ITransformer CreateTransformer(IHostEnvironment env, string contractName);
}

/// <summary>Gives the mapping of a contract.</summary>
public abstract class CustomMappingFactory<TSrc, TDst> : ICustomMappingFactory
    where TSrc : class, new()
    where TDst : class, new()
{
    protected CustomMappingFactory()
    {
    }

    public abstract Action<TSrc, TDst> GetMapping();

    ITransformer ICustomMappingFactory.CreateTransformer(IHostEnvironment env, string contractName)
        => new CustomMappingTransformer<TSrc, TDst>(env, GetMapping(), contractName);
}

/// <summary>Gives the mapping of a contract that keeps a state over the rows of a cursor.</summary>
public abstract class StatefulCustomMappingFactory<TSrc, TDst, TState> : ICustomMappingFactory
    where TSrc : class, new()
    where TDst : class, new()
    where TState : class, new()
{
    protected StatefulCustomMappingFactory()
    {
    }

    public abstract Action<TSrc, TDst, TState> GetMapping();

    public abstract Action<TState> GetStateInitAction();

    ITransformer ICustomMappingFactory.CreateTransformer(IHostEnvironment env, string contractName)
        => new StatefulCustomMappingTransformer<TSrc, TDst, TState>(env, GetMapping(), contractName, GetStateInitAction());
}
