namespace Microsoft.ML.Runtime;

/// <summary>Marks exceptions with the component they come from.</summary>
public interface IExceptionContext
{
    TException Process<TException>(TException ex)
        where TException : Exception;

    string ContextDescription { get; }
}
