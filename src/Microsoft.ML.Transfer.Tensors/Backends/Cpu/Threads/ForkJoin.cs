using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

/// <summary>
/// Shares the tasks of one operation between the calling thread and helpers from the thread pool: how a single sentence uses all cores. Belongs to the thread that calls, so that helpers stay
/// from one operation to the next whatever arena these write to.
/// <para>
/// A thread begins with its own part of the tasks, in every operation the same part, and takes from the end of the others' parts when it is done with it. Tasks are numbered in the order of the
/// rows that they compute, so that what an operation leaves in the caches of a core is what the next operation reads there: between cores that share no cache, as those of most servers, a
/// number comes three to six times as slowly.
/// </para>
/// <para>
/// The caller never waits for a helper to arrive, only for those that hold a task when the tasks run out: on a busy machine it does all the work itself. Helpers stay for a moment after an
/// operation, because the next follows within microseconds, and then go back to the pool; no thread is kept.
/// </para>
/// </summary>
internal sealed unsafe class ForkJoin : IThreadPoolWorkItem
{
    // Longer than the serial stretches between two operations of a layer, shorter than a time slice.
    private static readonly long Patience = Stopwatch.Frequency / 5_000;

    // Over all computations of the process: together they never occupy more threads than there are processors.
    private static int _helpersOfAll;

    [ThreadStatic]
    private static ForkJoin? _ofThisThread;

    // One seat for each helper there can be: the n-th is worker n + 1 as long as it stays. 1 where taken.
    private readonly int[] _seats = new int[Environment.ProcessorCount];
    private TaskRange[] _parts = [];
    private int _threads = 1;
    private int _helpers;
    private int _inside;
    private int _job;
    private int _open;
    private void* _tasks;
    private delegate*<void*, int, int, void> _run;

    /// <summary>How many threads compute at most, the caller included.</summary>
    public int Threads
    {
        get => _threads;
        set
        {
            if (value > _parts.Length)
                _parts = new TaskRange[value];
            _threads = value;
        }
    }

    /// <summary>The one of the calling thread.</summary>
    /// <param name="threads">How many threads compute at most, the caller included.</param>
    public static ForkJoin OfThisThread(int threads)
    {
        var own = _ofThisThread ??= new ForkJoin();
        own.Threads = threads;
        return own;
    }

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
        var seat = TakeSeat();
        var (last, idleSince) = (0, Stopwatch.GetTimestamp());
        // Left over from a time with more threads, it goes.
        while (Stopwatch.GetTimestamp() - idleSince < Patience && seat + 1 < Threads)
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
                Work(seat + 1);
            Interlocked.Decrement(ref _inside);
            (last, idleSince) = (job, Stopwatch.GetTimestamp());
        }
        Volatile.Write(ref _seats[seat], 0);
        Interlocked.Decrement(ref _helpers);
        Interlocked.Decrement(ref _helpersOfAll);
    }

    private static void RunOne<TTasks>(void* tasks, int task, int worker)
        where TTasks : unmanaged, IParallelTasks => ((TTasks*)tasks)->Run(task, worker);

    private void Share(void* tasks, delegate*<void*, int, int, void> run, int count)
    {
        _tasks = tasks;
        _run = run;
        for (var i = 0; i < _threads; i++)
            _parts[i].Set((int)((long)count * i / _threads), (int)((long)count * (i + 1) / _threads));
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

    /// <summary>The lowest seat that is free; there always is one, since there are fewer helpers than processors.</summary>
    private int TakeSeat()
    {
        var seat = 0;
        while (Interlocked.CompareExchange(ref _seats[seat], 1, 0) != 0)
            seat = (seat + 1) % _seats.Length;
        return seat;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Work(int worker)
    {
        // A helper may have come when there were more threads.
        if (worker >= _threads)
            return;
        while (_parts[worker].TakeFirst() is >= 0 and var task)
            _run(_tasks, task, worker);
        for (var i = 1; i < _threads; i++)
        {
            ref var other = ref _parts[(worker + i) % _threads];
            while (other.TakeLast() is >= 0 and var task)
                _run(_tasks, task, worker);
        }
    }
}
