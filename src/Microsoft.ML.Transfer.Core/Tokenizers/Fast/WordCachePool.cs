namespace Microsoft.ML.Transfer.Tokenizers;

/// <summary>The word caches of one tokenizer: as many as threads use it at a time, lent for the length of a call.</summary>
internal sealed class WordCachePool
{
    private readonly WordCache?[] _free = new WordCache?[Math.Clamp(Environment.ProcessorCount, 1, 32)];

    public WordCache Rent()
    {
        var first = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.Exchange(ref _free[(first + i) % _free.Length], null) is { } cache)
                return cache;
        }
        return new WordCache();
    }

    public void Return(WordCache cache)
    {
        var first = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _free[(first + i) % _free.Length], cache, null) is null)
                return;
        }
    }
}
