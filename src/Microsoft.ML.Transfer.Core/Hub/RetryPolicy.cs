namespace Microsoft.ML.Transfer.Hub;

/// <summary>Makes a request again when its failure may pass, after times that double.</summary>
/// <param name="attempts">How often in all.</param>
/// <param name="wait">Passes the time.</param>
internal sealed class RetryPolicy(int attempts, Func<TimeSpan, CancellationToken, Task> wait)
{
    // A server that asks for more is left alone by the user, not by a program that seems to hang.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Runs <paramref name="action"/> until it succeeds, fails for good, or has failed too often.</summary>
    /// <param name="action">The request.</param>
    /// <param name="progress">How far it got: a failure after progress is a first one again.</param>
    /// <param name="onRetry">Told before each wait why there is another attempt.</param>
    /// <param name="cancellationToken">Ends the waiting too.</param>
    /// <exception cref="HubException">It failed too often.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> action, Func<long> progress, Action<string> onRetry, CancellationToken cancellationToken)
    {
        var furthest = progress();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await action().ConfigureAwait(false);
            }
            catch (PassingFailure failure)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (progress() > furthest)
                    (furthest, attempt) = (progress(), 1);
                if (attempt >= attempts)
                    throw new HubException(HubError.Unreachable, FormattableString.Invariant($"{failure.Message} Given up after {attempts} attempts."), failure);
                var delay = failure.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(1 << Math.Min(attempt - 1, 10), 8));
                if (delay > LongestWait)
                    throw new HubException(HubError.Unreachable, FormattableString.Invariant($"{failure.Message} It asks to be left alone for {delay.TotalSeconds:F0} seconds: try again then."), failure);
                onRetry(FormattableString.Invariant($"{failure.Message} Trying again in {delay.TotalSeconds:F0} s."));
                await wait(delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
