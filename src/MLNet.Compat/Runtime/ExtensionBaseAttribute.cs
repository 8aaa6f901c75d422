namespace Microsoft.ML;

/// <summary>The base of attributes that offer a class under a contract's name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class ExtensionBaseAttribute : Attribute
{
    private protected ExtensionBaseAttribute(string contractName)
    {
        ContractName = contractName;
    }

    public string ContractName { get; }
}
