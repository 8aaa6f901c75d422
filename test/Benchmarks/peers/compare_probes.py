"""Compares the default probe with scikit-learn's LogisticRegression (lbfgs): the same rows, penalty and threads, the time to the same value of the objective.

    compare_probes.py --engine BENCHMARKS_DLL [--data FOLDER] [--threads 1] [--rows 20000] [--tests 5000] [--columns 768] [--classes 17] [--cases raw standard]
    compare_probes.py --engine BENCHMARKS_DLL --treebank F.conllu [--model transfer-mini-en] [--layers 0 1 4] ...

FOLDER is where rows go that look like the hidden states of an encoder: columns that vary together, a few of them tens of times larger than the others, words by Zipf's
law of which most have one class. With --treebank they are real ones: the vectors that layers of a model give to words, and their parts of speech. 'standard' is the same with columns of mean 0 and variance 1, which suits scikit-learn better. The lowest objective that either
finds counts as the minimum; scikit-learn's time is that of its first evaluation within 1e-4 of it, this library's that of the whole fit with default options. Processor
time is compared as well, which other load on the machine disturbs less. See README.md for what to install.
"""
import argparse
import os
import subprocess
import sys
import tempfile

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser()
parser.add_argument("--engine", required=True)
parser.add_argument("--data", default=os.path.join(tempfile.gettempdir(), "transfer-probes"))
parser.add_argument("--python", default=sys.executable)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--rows", type=int, default=20000)
parser.add_argument("--tests", type=int, default=5000)
parser.add_argument("--columns", type=int, default=768)
parser.add_argument("--classes", type=int, default=17)
parser.add_argument("--c", type=float, default=1)
parser.add_argument("--iterations", type=int, default=1000, help="scikit-learn's most; its default is 100")
parser.add_argument("--cases", nargs="+", default=["raw", "standard"])
parser.add_argument("--treebank", help="probe the parts of speech of its words instead of made-up rows")
parser.add_argument("--model", default="transfer-mini-en")
parser.add_argument("--layers", type=int, nargs="+", default=[1])
options = parser.parse_args()
environment = dict(os.environ, OPENBLAS_CORETYPE="SKYLAKEX", OMP_NUM_THREADS=str(options.threads))


def rows(count, columns, classes, types=8000, seed=0):
    random = np.random.default_rng(seed)
    basis = (np.linalg.qr(random.standard_normal((columns, columns)))[0] * (1 + np.arange(columns)) ** -0.6).T * 4
    frequency = (1 + np.arange(classes)) ** -0.8
    of_type = random.choice(classes, types, p=frequency / frequency.sum())
    type_vectors = random.standard_normal((classes, columns))[of_type] @ basis * 0.6 + random.standard_normal((types, columns)) @ basis * 0.7
    zipf = 1 / (1 + np.arange(types))
    words = random.choice(types, count, p=zipf / zipf.sum())
    context = random.standard_normal((count, columns))
    labels = of_type[words].copy()
    by_context = (words % 12 == 0) & (context[:, 3] + 0.5 * random.standard_normal(count) > 0.5)
    labels[by_context] = (labels[by_context] + 1) % classes
    noise = random.random(count) < 0.02
    labels[noise] = random.integers(0, classes, noise.sum())
    x = type_vectors[words] + context @ basis * 0.5 + random.standard_normal(columns) * 0.3
    large = [columns // 100, columns // 8, columns * 2 // 3]
    x[:, large] = x[:, large] * [8, 5, 3] + [-12, 5, 0]
    return x, labels


def ask(command, *process):
    answer = subprocess.run(process, input=command + "\n", capture_output=True, text=True, env=environment, cwd=here)
    if answer.returncode != 0 or not answer.stdout:
        sys.exit(answer.stderr)
    return [float(number) for number in answer.stdout.splitlines()[-1].split()]


def read(name, kind):
    return np.fromfile(os.path.join(options.data, name), kind)


def data_sets():
    if not options.treebank:
        x, labels = rows(options.rows + options.tests, options.columns, options.classes)
        labels.astype(np.int32).tofile(os.path.join(options.data, "y.i32"))
        with open(os.path.join(options.data, "sizes.txt"), "w") as file:
            file.write(f"{options.rows} {options.tests} {options.columns} {options.classes}")
        yield "made-up rows", x
        return
    for layer in options.layers:
        subprocess.run(("dotnet", os.path.abspath(options.engine), "probe-features", options.model, options.treebank, str(layer), str(options.rows), str(options.tests), options.data), check=True)
        yield f"layer {layer} of {options.model}", read("x.f32", np.float32).reshape(options.rows + options.tests, -1)


def compare(name):
    engine = ("dotnet", os.path.abspath(options.engine), "probe-peer", options.data, str(options.threads))
    # The first fit of a process is compiled on the way; the second is what is measured.
    ours = ask(f"fit {options.c}\nfit {options.c}", *engine)
    best = ask(f"fit {options.c} 1e-8", *engine)[4]
    target = min(best, ours[4]) * (1 + 1e-4)
    theirs = ask(f"fit {options.c} 1e-4 {options.iterations} {target}", options.python, os.path.join(here, "sklearn_probe_peer.py"), options.data)
    lowest = min(best, ours[4], theirs[4])
    print(f"{name}: minimum {lowest:.4f}")
    print(f"  this library  {ours[0]:7.2f} s, processor {ours[1]:6.2f} s, {ours[2]:.0f} iterations, objective {ours[4]:.4f} (+{ours[4] / lowest - 1:.1e}), accuracy {ours[5]:.4f}")
    print(f"  scikit-learn  {theirs[0]:7.2f} s, processor {theirs[1]:6.2f} s, {theirs[2]:.0f} iterations, objective {theirs[4]:.4f} (+{theirs[4] / lowest - 1:.1e}), accuracy {theirs[5]:.4f}")
    if theirs[6] == theirs[6]:
        print(f"  within 1e-4 of the minimum after {theirs[6]:.2f} s, processor {theirs[7]:.2f} s: {theirs[6] / ours[0]:.1f} times as long, processor {theirs[7] / ours[1]:.1f} times", flush=True)
    else:
        print(f"  not within 1e-4 of the minimum: more than {theirs[0] / ours[0]:.1f} times as long, processor {theirs[1] / ours[1]:.1f} times", flush=True)


os.makedirs(options.data, exist_ok=True)
for name, x in data_sets():
    for case in options.cases:
        if case == "standard":
            x = (x - x[:options.rows].mean(0)) / x[:options.rows].std(0)
        x.astype(np.float32).tofile(os.path.join(options.data, "x.f32"))
        compare(f"{name}, {case}")
