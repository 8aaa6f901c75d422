namespace Microsoft.ML.Transfer.Cli.Input;

/// <summary>A row of a table and the line of the file it began on, from 1.</summary>
internal sealed record InputRow(int Line, string?[] Values);
