namespace Microsoft.ML.Transfer.Tests.Embeddings;

[TestClass]
public sealed class VectorCacheTests
{
    private const long Ample = 1 << 20;

    [TestMethod]
    public void A_text_is_encoded_once_over_many_calls()
    {
        var cache = new VectorCache(Ample);
        var encoder = new CountingEncoder();
        for (var pass = 0; pass < 5; pass++)
            AssertVectors(["a", "b", "c"], Get(cache, encoder, "a", "b", "c"));
        Assert.AreEqual(3, encoder.Texts);
    }

    [TestMethod]
    public void Repeats_within_a_call_are_encoded_once()
    {
        var cache = new VectorCache(0);
        var encoder = new CountingEncoder();
        AssertVectors(["a", "b", "a", "a"], Get(cache, encoder, "a", "b", "a", "a"));
        Assert.AreEqual(2, encoder.Texts);
    }

    [TestMethod]
    public void The_number_of_texts_encoded_is_returned()
    {
        var cache = new VectorCache(Ample);
        var vectors = new float[]?[3];
        Assert.AreEqual(2, cache.GetOrEncode(["a".AsMemory(), "b".AsMemory(), "a".AsMemory()], vectors, new CountingEncoder().Encode, CancellationToken.None));
        Assert.AreEqual(0, cache.GetOrEncode(["b".AsMemory(), "b".AsMemory(), "a".AsMemory()], vectors, new CountingEncoder().Encode, CancellationToken.None));
    }

    [TestMethod]
    public void A_budget_of_zero_keeps_nothing()
    {
        var cache = new VectorCache(0);
        var encoder = new CountingEncoder();
        Get(cache, encoder, "a");
        AssertVectors(["a"], Get(cache, encoder, "a"));
        Assert.AreEqual(2, encoder.Texts);
        Assert.AreEqual(0, cache.Count);
    }

    [TestMethod]
    public void The_budget_is_never_exceeded_and_values_stay_right()
    {
        var cache = new VectorCache(10_000);
        var encoder = new CountingEncoder();
        for (var i = 0; i < 500; i++)
        {
            AssertVectors([Name(i)], Get(cache, encoder, Name(i)));
            Assert.IsLessThanOrEqualTo(10_000L, cache.Bytes);
        }
        Assert.IsGreaterThan(10, cache.Count);
        Assert.AreEqual(500, encoder.Texts);
    }

    [TestMethod]
    public void A_vector_larger_than_the_budget_is_given_but_not_kept()
    {
        var cache = new VectorCache(1_000);
        var encoder = new CountingEncoder();
        Get(cache, encoder, "kept");
        var large = new string('x', 1_000);
        AssertVectors([large], Get(cache, encoder, large));
        Assert.AreEqual(1, cache.Count);
        Assert.IsNotNull(cache.Find("kept"));
    }

    [TestMethod]
    public void Passes_over_more_texts_than_fit_still_hit()
    {
        const int texts = 100;
        var cache = new VectorCache(BudgetFor(80));
        var encoder = new CountingEncoder();
        const int passes = 20;
        for (var pass = 0; pass < passes; pass++)
        {
            for (var i = 0; i < texts; i++)
                Get(cache, encoder, Name(i));
        }
        // Least recently used would encode every text in every pass, 2,000 in all. At four fifths of the room random replacement misses
        // less than half.
        Assert.IsGreaterThan(texts, encoder.Texts);
        Assert.IsLessThan(passes * texts / 2, encoder.Texts);
    }

    [TestMethod]
    public void The_memory_of_a_full_cache_is_within_its_budget()
    {
        const long budget = 16 << 20;
        var cache = new VectorCache(budget);
        var encoder = new CountingEncoder { Dimension = 16 };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; cache.Bytes < budget - 1_000; i++)
            Get(cache, encoder, Name(i));
        var used = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(cache);
        Assert.IsLessThan(budget, used);
        Assert.IsGreaterThan(budget / 2, used);
    }

    [TestMethod]
    public void A_second_thread_waits_for_a_text_in_work()
    {
        var cache = new VectorCache(Ample);
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var encoder = new CountingEncoder
        {
            BeforeEncode = () =>
            {
                started.Set();
                release.Wait();
            },
        };
        var first = Task.Run(() => Get(cache, encoder, "a", "b"));
        started.Wait();
        var other = new CountingEncoder();
        var second = Task.Run(() => Get(cache, other, "b", "c"));

        Assert.IsTrue(SpinWait.SpinUntil(() => other.Texts == 1, TimeSpan.FromSeconds(30)), "The second thread encodes its own text before it waits.");
        Assert.IsFalse(second.Wait(50));
        release.Set();
        AssertVectors(["a", "b"], first.Result);
        AssertVectors(["b", "c"], second.Result);
        CollectionAssert.AreEqual(new[] { "c" }, other.Log.ToArray());
    }

    [TestMethod]
    public void Threads_that_fail_now_and_then_neither_deadlock_nor_give_wrong_vectors()
    {
        var cache = new VectorCache(0);
        var calls = 0;
        var encoder = new CountingEncoder
        {
            BeforeEncode = () =>
            {
                if (Interlocked.Increment(ref calls) % 3 == 0)
                    throw new InvalidOperationException();
            },
        };
        var work = Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () =>
            {
                var order = Enumerable.Range(0, 50).Select(Name).ToArray();
                for (var round = 0; round < 20; round++)
                {
                    new Random(thread).Shuffle(order);
                    foreach (var part in order.Chunk(9))
                    {
                        try
                        {
                            AssertVectors(part, Get(cache, encoder, part));
                        }
                        catch (InvalidOperationException)
                        {
                            // The failure of this thread's own encoding: others must not see it.
                        }
                    }
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        Assert.IsTrue(Task.WaitAll(work, TimeSpan.FromSeconds(120)));
    }

    [TestMethod]
    public void When_an_owner_fails_the_waiter_encodes_the_text_itself()
    {
        var cache = new VectorCache(Ample);
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var failing = new CountingEncoder
        {
            BeforeEncode = () =>
            {
                started.Set();
                release.Wait();
                throw new InvalidOperationException("out of order");
            },
        };
        var first = Task.Run(() => Get(cache, failing, "a"));
        started.Wait();
        var healthy = new CountingEncoder();
        var second = Task.Run(() => Get(cache, healthy, "a", "b"));
        Assert.IsTrue(SpinWait.SpinUntil(() => healthy.Texts == 1, TimeSpan.FromSeconds(30)));
        release.Set();

        AssertVectors(["a", "b"], second.Result);
        Assert.AreEqual(2, healthy.Texts);
        Assert.ThrowsExactly<InvalidOperationException>(() => first.GetAwaiter().GetResult());
    }

    [TestMethod]
    public void A_failure_leaves_the_text_free_for_the_next_call()
    {
        var cache = new VectorCache(Ample);
        var failing = new CountingEncoder { BeforeEncode = () => throw new InvalidOperationException() };
        Assert.ThrowsExactly<InvalidOperationException>(() => Get(cache, failing, "a"));
        AssertVectors(["a"], Get(cache, new CountingEncoder(), "a"));
    }

    [TestMethod]
    public void Waiting_for_another_thread_can_be_cancelled()
    {
        var cache = new VectorCache(Ample);
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var encoder = new CountingEncoder
        {
            BeforeEncode = () =>
            {
                started.Set();
                release.Wait();
            },
        };
        var first = Task.Run(() => Get(cache, encoder, "a"));
        started.Wait();
        cancellation.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() =>
            cache.GetOrEncode(["a".AsMemory()], new float[]?[1], new CountingEncoder().Encode, cancellation.Token));
        release.Set();
        AssertVectors(["a"], first.Result);
    }

    [TestMethod]
    public void Many_threads_over_the_same_texts_encode_each_once()
    {
        var cache = new VectorCache(Ample);
        var encoder = new CountingEncoder();
        var texts = Enumerable.Range(0, 200).Select(Name).ToArray();
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, thread =>
        {
            var order = texts.ToArray();
            new Random(thread).Shuffle(order);
            foreach (var part in order.Chunk(7))
                AssertVectors(part, Get(cache, encoder, part));
        });
        Assert.AreEqual(texts.Length, encoder.Texts);
    }

    [TestMethod]
    public void Many_threads_with_little_room_get_the_right_vectors()
    {
        var cache = new VectorCache(BudgetFor(20));
        var encoder = new CountingEncoder();
        var texts = Enumerable.Range(0, 200).Select(Name).ToArray();
        Parallel.For(0, 8, thread =>
        {
            var order = texts.ToArray();
            new Random(thread).Shuffle(order);
            foreach (var part in order.Chunk(7))
                AssertVectors(part, Get(cache, encoder, part));
        });
        Assert.IsLessThanOrEqualTo(BudgetFor(20), cache.Bytes);
    }

    [TestMethod]
    public void Clearing_forgets_all()
    {
        var cache = new VectorCache(Ample);
        var encoder = new CountingEncoder();
        Get(cache, encoder, "a", "b");
        cache.Clear();
        Assert.AreEqual(0, cache.Count);
        Assert.AreEqual(0, cache.Bytes);
        AssertVectors(["a"], Get(cache, encoder, "a"));
        Assert.AreEqual(3, encoder.Texts);
    }

    private static string Name(int i) => FormattableString.Invariant($"text {i}");

    private static long BudgetFor(int texts)
    {
        var one = new VectorCache(Ample);
        Get(one, new CountingEncoder(), Name(99));
        return texts * one.Bytes;
    }

    private static float[][] Get(VectorCache cache, CountingEncoder encoder, params string[] texts)
    {
        var vectors = new float[]?[texts.Length];
        cache.GetOrEncode([.. texts.Select(t => t.AsMemory())], vectors, encoder.Encode, CancellationToken.None);
        return [.. vectors.Select(v => v!)];
    }

    private static void AssertVectors(string[] texts, float[][] vectors)
    {
        Assert.HasCount(texts.Length, vectors);
        for (var i = 0; i < texts.Length; i++)
            CollectionAssert.AreEqual(CountingEncoder.VectorOf(texts[i], vectors[i].Length), vectors[i]);
    }

    private sealed class CountingEncoder
    {
        private readonly List<string> _log = [];

        public int Dimension { get; init; } = 4;

        public Action? BeforeEncode { get; init; }

        public int Texts
        {
            get
            {
                lock (_log)
                    return _log.Count;
            }
        }

        public IReadOnlyList<string> Log => _log;

        public static float[] VectorOf(string text, int dimension) =>
            [.. Enumerable.Range(0, dimension).Select(i => (float)(text.Sum(c => (c * 31) + i) + text.Length))];

        public float[][] Encode(string[] texts)
        {
            BeforeEncode?.Invoke();
            lock (_log)
                _log.AddRange(texts);
            return [.. texts.Select(t => VectorOf(t, Dimension))];
        }
    }
}
