namespace Build.Verbs;

/// <summary>One thing that build.sh can do.</summary>
internal abstract class Verb
{
    public abstract string Name { get; }

    /// <summary>The verb with its arguments, as help shows it.</summary>
    public abstract string Usage { get; }

    public abstract IReadOnlyList<string> Description { get; }

    /// <summary>Does it; gives the exit code.</summary>
    public abstract int Execute(string[] arguments);

    /// <summary>Tells on standard error what the verb chose to do; standard output belongs to results.</summary>
    protected void Say(string line) => Console.Error.WriteLine($"{Name}: {line}");
}
