namespace Microsoft.ML.Transfer.Checkpoints.Torch;

/// <summary>
/// What a pickle may name, and what becomes of it. Whatever this does not know is refused; nothing is looked up anywhere else.
/// </summary>
internal interface IPickleWhitelist
{
    /// <summary>The allowed class or function of that name, or null to refuse it.</summary>
    PickleGlobal? Find(string module, string name);

    /// <summary>The names that are allowed, for the message about one that is not.</summary>
    string Allowed { get; }

    /// <summary>The value that stands for calling an allowed class or function; throws <see cref="FormatException"/> for wrong arguments.</summary>
    object? Call(PickleGlobal callee, object?[] arguments);

    /// <summary>The value behind a reference to something outside the pickle; throws <see cref="FormatException"/> for an unknown one.</summary>
    object? Resolve(object? persistentId);
}
