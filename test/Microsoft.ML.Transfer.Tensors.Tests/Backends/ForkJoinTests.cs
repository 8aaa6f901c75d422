using Microsoft.ML.Transfer.Tensors.Backends.Cpu.Threads;

namespace Microsoft.ML.Transfer.Tensors.Tests.Backends;

[TestClass]
public sealed unsafe class ForkJoinTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void EveryTaskIsDoneOnceByAWorkerWithinTheNumberOfThreads(int threads)
    {
        var forkJoin = new ForkJoin { Threads = threads };
        var done = new int[1000];
        var outside = 0;
        fixed (int* counts = done)
        {
            for (var repetition = 1; repetition <= 200; repetition++)
            {
                var tasks = new Count { TaskCount = done.Length, Counts = counts, Workers = threads, Outside = &outside };
                forkJoin.Run(ref tasks);
                // Helpers of the job before must not reach into this one or find it half made.
                Assert.IsTrue(done.All(count => count == repetition), $"repetition {repetition}");
            }
        }
        Assert.AreEqual(0, outside);
    }

    [TestMethod]
    public void ManyCallersAtOnceFinish()
    {
        var sums = new int[16];
        Parallel.For(0, sums.Length, caller =>
        {
            var forkJoin = new ForkJoin { Threads = 4 };
            var (done, outside) = (new int[50], 0);
            fixed (int* counts = done)
            {
                var tasks = new Count { TaskCount = done.Length, Counts = counts, Workers = 4, Outside = &outside };
                for (var i = 0; i < 100; i++)
                    forkJoin.Run(ref tasks);
            }
            sums[caller] = done.Sum();
        });
        Assert.IsTrue(sums.All(sum => sum == 5000));
    }

    [TestMethod]
    public void TheNumberOfThreadsMayChangeFromOneOperationToTheNext()
    {
        var (forkJoin, done, outside) = (new ForkJoin(), new int[100], 0);
        fixed (int* counts = done)
        {
            for (var repetition = 1; repetition <= 300; repetition++)
            {
                forkJoin.Threads = 1 + repetition * 7 % 5;
                var tasks = new Count { TaskCount = done.Length, Counts = counts, Workers = forkJoin.Threads, Outside = &outside };
                forkJoin.Run(ref tasks);
                Assert.IsTrue(done.All(count => count == repetition), $"repetition {repetition}");
            }
        }
        Assert.AreEqual(0, outside);
    }

    [TestMethod]
    public void AnOwnerTakesTheFirstTasksAndOthersTheLast()
    {
        var range = default(TaskRange);
        Assert.AreEqual(-1, range.TakeFirst());
        range.Set(3, 7);
        Assert.AreEqual(3, range.TakeFirst());
        Assert.AreEqual(6, range.TakeLast());
        Assert.AreEqual(5, range.TakeLast());
        Assert.AreEqual(4, range.TakeFirst());
        Assert.AreEqual(-1, range.TakeFirst());
        Assert.AreEqual(-1, range.TakeLast());
    }

    [TestMethod]
    public void TasksAreTakenOnceFromBothEnds()
    {
        var ranges = new TaskRange[1];
        var taken = new int[100_000];
        ranges[0].Set(0, taken.Length);
        Parallel.For(0, 4, taker =>
        {
            while ((taker == 0 ? ranges[0].TakeFirst() : ranges[0].TakeLast()) is >= 0 and var task)
                Interlocked.Increment(ref taken[task]);
        });
        Assert.IsTrue(taken.All(count => count == 1));
    }

    [TestMethod]
    public void AThreadHasOneWhateverTheNumberOfThreads()
    {
        var own = ForkJoin.OfThisThread(2);
        Assert.AreEqual(2, own.Threads);
        Assert.AreSame(own, ForkJoin.OfThisThread(3));
        Assert.AreEqual(3, own.Threads);
        ForkJoin? other = null;
        var thread = new Thread(() => other = ForkJoin.OfThisThread(2));
        thread.Start();
        thread.Join();
        Assert.AreNotSame(own, other);
    }

    private struct Count : IParallelTasks
    {
        public int* Counts;
        public int* Outside;
        public int Workers;

        public int TaskCount { get; set; }

        public readonly void Run(int task, int worker)
        {
            Interlocked.Increment(ref Counts[task]);
            if (worker < 0 || worker >= Workers)
                Interlocked.Increment(ref *Outside);
        }
    }
}
