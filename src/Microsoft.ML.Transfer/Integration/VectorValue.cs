using Microsoft.ML.Data;

namespace Microsoft.ML.Transfer.Integration;

/// <summary>Hands a vector to a reader of a column, who owns what it gets.</summary>
internal static class VectorValue
{
    public static void Copy(float[] vector, ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, vector.Length);
        vector.CopyTo(editor.Values);
        value = editor.Commit();
    }
}
