using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

/// <summary>
/// Shares the tasks of one operation between the calling thread and helpers from the thread pool: how a single sentence uses all cores. One
/// instance belongs to one computation.
/// <para>
/// Whoever is free takes the next task from a counter. The caller never waits for a helper to arrive, only for those that hold a task when the
/// tasks run out: on a busy machine it does all the work itself. Helpers stay for a moment after an operation, because the next follows within
/// microseconds, and then go back to the pool; no thread is kept.
/// </para>
/// </summary>
internal sealed unsafe class ForkJoin : IThreadPoolWorkItem
{
    // Longer than the serial stretches between two operations of a layer, shorter than a time slice.
    private static readonly long Patience = Stopwatch.Frequency / 5_000;

    // Over all computations of the process: together they never occupy more threads than there are processors.
    private static int _helpersOfAll;

    private int _helpers;
    private int _inside;
    private int _job;
    private int _open;
    private int _next;
    private int _count;
    private int _workers;
    private void* _tasks;
    private delegate*<void*, int, int, void> _run;

    /// <summary>How many threads compute at most, the caller included.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>Does all tasks; returns when they are done.</summary>
    public void Run<TTasks>(ref TTasks tasks)
        where TTasks : unmanaged, IParallelTasks
    {
        var count = tasks.TaskCount;
        if (Threads == 1 || count <= 1)
        {
            for (var i = 0; i < count; i++)
                tasks.Run(i, worker: 0);
            return;
        }
        fixed (TTasks* place = &tasks)
            Share(place, &RunOne<TTasks>, count);
    }

    /// <summary>A helper's time: jobs as they come, until none has come for a while.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        var (last, idleSince) = (0, Stopwatch.GetTimestamp());
        while (Stopwatch.GetTimestamp() - idleSince < Patience)
        {
            var job = Volatile.Read(ref _open);
            if (job == 0 || job == last)
            {
                Thread.SpinWait(8);
                continue;
            }

            // First inside, then a look whether the job is still open: the caller closes it first and then waits for those inside.
            Interlocked.Increment(ref _inside);
            if (Volatile.Read(ref _open) == job)
                Work(Interlocked.Increment(ref _workers));
            Interlocked.Decrement(ref _inside);
            (last, idleSince) = (job, Stopwatch.GetTimestamp());
        }
        Interlocked.Decrement(ref _helpers);
        Interlocked.Decrement(ref _helpersOfAll);
    }

    private static void RunOne<TTasks>(void* tasks, int task, int worker)
        where TTasks : unmanaged, IParallelTasks => ((TTasks*)tasks)->Run(task, worker);

    private void Share(void* tasks, delegate*<void*, int, int, void> run, int count)
    {
        _tasks = tasks;
        _run = run;
        (_count, _next, _workers) = (count, 0, 0);
        _job = _job == int.MaxValue ? 1 : _job + 1;
        Interlocked.Exchange(ref _open, _job);
        Recruit(Math.Min(Threads, count) - 1);
        Work(worker: 0);
        Interlocked.Exchange(ref _open, 0);
        var wait = new SpinWait();
        while (Volatile.Read(ref _inside) != 0)
            wait.SpinOnce(sleep1Threshold: -1);
    }

    private void Recruit(int wanted)
    {
        while (Volatile.Read(ref _helpers) < wanted)
        {
            if (Interlocked.Increment(ref _helpersOfAll) >= Environment.ProcessorCount)
            {
                Interlocked.Decrement(ref _helpersOfAll);
                return;
            }
            Interlocked.Increment(ref _helpers);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Work(int worker)
    {
        // A helper may be left over from a time with more threads.
        if (worker >= Threads)
            return;
        for (var task = Interlocked.Increment(ref _next) - 1; task < _count; task = Interlocked.Increment(ref _next) - 1)
            _run(_tasks, task, worker);
    }
}
