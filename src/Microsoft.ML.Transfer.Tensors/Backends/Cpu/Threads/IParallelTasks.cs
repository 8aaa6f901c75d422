namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

/// <summary>A number of tasks that need nothing of each other, in the order of the rows that they compute: neighbours go to the same thread. Holds pointers and numbers only, so that threads can share it where it stands.</summary>
internal interface IParallelTasks
{
    int TaskCount { get; }

    /// <summary>Does a task. Does not throw.</summary>
    /// <param name="task">Which one, 0 to <see cref="TaskCount"/> − 1.</param>
    /// <param name="worker">Which of the threads does it, 0 to <see cref="ForkJoin.Threads"/> − 1, for memory that a thread has for itself.</param>
    void Run(int task, int worker);
}
