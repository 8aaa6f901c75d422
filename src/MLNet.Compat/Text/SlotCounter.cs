using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Counts slots of a row and gives the counts as a vector, dense when half of the slots are set.</summary>
internal sealed class SlotCounter(int slots)
{
    private readonly List<int> _touched = [];
    private float[] _counts = new float[slots];

    public IReadOnlyList<int> Touched => _touched;

    /// <summary>Makes room for more slots than at first.</summary>
    public void EnsureSlots(int count)
    {
        if (_counts.Length < count)
            Array.Resize(ref _counts, Math.Max(count, _counts.Length * 2));
    }

    public void Add(int slot)
    {
        if (_counts[slot]++ == 0)
            _touched.Add(slot);
    }

    public void Clear()
    {
        foreach (int slot in _touched)
            _counts[slot] = 0;
        _touched.Clear();
    }

    public void CopyTo(ref VBuffer<float> destination)
    {
        int length = _counts.Length;
        if (_touched.Count > 0 && _touched.Count >= length / 2)
        {
            var dense = VBufferEditor.Create(ref destination, length);
            _counts.CopyTo(dense.Values);
            destination = dense.Commit();
            return;
        }

        _touched.Sort();
        var editor = VBufferEditor.Create(ref destination, length, _touched.Count);
        for (int i = 0; i < _touched.Count; i++)
        {
            editor.Indices[i] = _touched[i];
            editor.Values[i] = _counts[_touched[i]];
        }
        destination = editor.Commit();
    }
}
