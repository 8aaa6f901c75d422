namespace Microsoft.ML;

/// <summary>The signature under which ML.NET looks up what loads a model; compile-only.</summary>
/// <param name="ctx">The load context, whose own type is not needed to name the signature.</param>
public delegate void SignatureLoadModel(object ctx);
