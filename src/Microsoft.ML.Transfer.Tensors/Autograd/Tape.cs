using System.Runtime.InteropServices;
using Microsoft.ML.Transfer.Tensors.Backends;

namespace Microsoft.ML.Transfer.Tensors.Autograd;

/// <summary>
/// Takes down the operations of a forward pass and runs them backwards (reverse-mode differentiation). Only what a trained parameter has a part in is recorded. The activations that were
/// recorded must stay where they are until the backward pass has used them; its own gradients live in an arena of the tape. One instance serves one computation, and
/// many of them one after the other.
/// </summary>
public sealed class Tape : IDisposable
{
    private readonly Backend _backend;
    private readonly GradientSet _parameters;
    private readonly Arena _memory;
    private readonly List<Node> _nodes = [];
    private readonly List<Tensor> _inputs = [];
    private readonly HashSet<Tensor> _computed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Tensor> _gradients = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Shape, Stack<Tensor>> _idle = [];
    private Tensor?[] _wanted = new Tensor?[8];
    private bool _isPaused;
    private bool _missed;

    /// <summary>An empty tape.</summary>
    /// <param name="backend">What computes.</param>
    /// <param name="parameters">What is trained, and where its gradients are added up.</param>
    public Tape(Backend backend, GradientSet parameters)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(parameters);
        (_backend, _parameters, _memory) = (backend, parameters, backend.CreateArena());
    }

    /// <summary>Whether a gradient is wanted of a tensor: a trained parameter, or what was computed from one.</summary>
    public bool Requires(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.ElementType == ElementType.Float32 && (_computed.Contains(tensor) || _parameters.TryGet(tensor, out _));
    }

    /// <summary>Whether a tensor and what it was computed from must stay in their place: not while a part of the pass is computed that will be computed again.</summary>
    public bool Holds(Tensor tensor) => !_isPaused && Requires(tensor);

    /// <summary>Computes an operation, and takes it down where a gradient is wanted.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit the operation.</exception>
    public Tensor Apply(Operation operation, ReadOnlySpan<Tensor> inputs, Arena arena)
    {
        var required = false;
        foreach (var input in inputs)
            required |= Requires(input);
        _missed |= required;
        if (!required || _isPaused)
            return _backend.Forward(operation, inputs, arena);
        var output = _backend.Forward(operation, inputs, arena, out var saved);
        _nodes.Add(new Node(operation, Body: null, _inputs.Count, output, saved));
        _inputs.AddRange(inputs);
        _computed.Add(output);
        return output;
    }

    /// <summary>
    /// Computes a part of the pass and keeps only its result; the backward pass computes it again when it comes there (Chen et al., 2016). Costs a forward pass more, saves the memory
    /// of its activations.
    /// </summary>
    /// <param name="body">The part: computes the same each time, from tensors that stay.</param>
    /// <param name="arena">The arena that it computes in.</param>
    public Tensor Recompute(Func<Tensor> body, Arena arena)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(arena);
        if (_isPaused)
            return body();
        var mark = arena.Mark();
        (_isPaused, _missed) = (true, false);
        Tensor output;
        try
        {
            output = arena.Keep(mark, body());
        }
        finally
        {
            _isPaused = false;
        }
        if (!_missed)
            return output;
        _nodes.Add(new Node(Operation: null, body, _inputs.Count, output, Saved: null));
        _computed.Add(output);
        return output;
    }

    /// <summary>Adds the gradients of a result to those of the parameters, and empties the tape.</summary>
    /// <param name="result">What the gradients are of: as a rule a scalar, the loss.</param>
    /// <param name="arena">The arena of the forward pass.</param>
    /// <param name="factor">The gradient of the result itself, all elements alike.</param>
    public void Backward(Tensor result, Arena arena, float factor = 1f)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(arena);
        _memory.Threads = arena.Threads;
        if (_computed.Contains(result))
            _gradients[result] = Take(result, factor);
        Run(first: 0, arena);
        Clear();
    }

    /// <summary>Forgets everything: after a pass that was broken off.</summary>
    public void Clear()
    {
        _nodes.Clear();
        _inputs.Clear();
        _computed.Clear();
        _gradients.Clear();
        _idle.Clear();
        _isPaused = false;
        _memory.Release(default);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    /// <summary>Runs the nodes from the last to <paramref name="first"/>.</summary>
    private void Run(int first, Arena arena)
    {
        while (_nodes.Count > first)
        {
            var node = _nodes[^1];
            _nodes.RemoveAt(_nodes.Count - 1);
            _computed.Remove(node.Output);
            // What nothing was computed from has no gradient.
            if (_gradients.Remove(node.Output, out var gradient))
            {
                if (node.Operation is null)
                {
                    Again(node.Body!, gradient, arena);
                }
                else
                {
                    Backward(node, gradient, arena);
                    Return(gradient);
                }
            }
            CollectionsMarshal.SetCount(_inputs, node.FirstInput);
        }
    }

    private void Again(Func<Tensor> body, Tensor gradient, Arena arena)
    {
        var (mark, first) = (arena.Mark(), _nodes.Count);
        _gradients[body()] = gradient;
        Run(first, arena);
        arena.Release(mark);
    }

    private void Backward(in Node node, Tensor gradient, Arena arena)
    {
        var inputs = CollectionsMarshal.AsSpan(_inputs)[node.FirstInput..];
        if (inputs.Length > _wanted.Length)
            _wanted = new Tensor?[inputs.Length];
        var wanted = _wanted.AsSpan(0, inputs.Length);
        for (var i = 0; i < inputs.Length; i++)
            wanted[i] = inputs[i].ElementType == ElementType.Float32 ? Wanted(inputs[i]) : null;
        _backend.Backward(node.Operation!, inputs, node.Output, node.Saved, gradient, wanted, arena);
    }

    private Tensor? Wanted(Tensor tensor)
    {
        if (_parameters.TryGet(tensor, out var gradient))
            return gradient;
        if (!_computed.Contains(tensor))
            return null;
        if (!_gradients.TryGetValue(tensor, out gradient))
            _gradients[tensor] = gradient = Take(tensor, 0f);
        return gradient;
    }

    /// <summary>A gradient of the shape of a tensor; memory of one that is done with where there is any.</summary>
    private Tensor Take(Tensor tensor, float value)
    {
        var gradient = _idle.TryGetValue(tensor.Shape, out var idle) && idle.TryPop(out var used) ? used : _memory.Allocate(ElementType.Float32, tensor.Shape);
        _backend.Fill(gradient, value, _memory);
        return gradient;
    }

    private void Return(Tensor gradient)
    {
        if (!_idle.TryGetValue(gradient.Shape, out var idle))
            _idle[gradient.Shape] = idle = new Stack<Tensor>();
        idle.Push(gradient);
    }

    /// <summary>An operation that was computed, or a part of the pass that is to be computed again.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Node(Operation? Operation, Func<Tensor>? Body, int FirstInput, Tensor Output, object? Saved);
}
