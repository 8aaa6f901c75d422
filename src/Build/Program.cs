using Build;
using Build.Verbs;

Verb[] verbs = [new RunVerb(), new TestVerb(), new BuildVerb(), new PackVerb(), new BenchVerb()];

var name = args.FirstOrDefault() ?? "help";
if (name is "help" or "--help" or "-h" or "-?")
{
    Help.Print(verbs);
    return 0;
}

var verb = verbs.FirstOrDefault(v => string.Equals(v.Name, name, StringComparison.Ordinal));
if (verb is null)
{
    Console.Error.WriteLine($"There is no verb '{name}'. Verbs: {string.Join(", ", verbs.Select(v => v.Name))}, help.");
    return 1;
}

try
{
    return verb.Execute(args[1..]);
}
catch (BuildException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
