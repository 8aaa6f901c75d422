"""Compares this engine with ONNX Runtime and torch on the same models and texts, and prints ratios of times, theirs over ours.

    compare.py --engine BENCHMARKS_DLL --node FOLDER [--models FOLDER] [--threads 2] [--rounds 5] [--shapes tiny minilm base] [--peers plain fused torch]

The peers are processes that stay alive; they are asked in turn, round after round, so that what else the machine does falls on all of them.
Protocol: a line in (sorted | unsorted | single N | check), a line out (seconds, or numbers). 'sorted' and 'unsorted' embed all texts, the
peers in padded batches of 32; 'single N' is the median time of a sentence of N tokens.

Before and after each round a loop of multiply-adds is timed; a round between calibrations that differ by more than a tenth is repeated, a few
times at most. See README.md for what to install.

Two tasks are of another kind. 'first' is the time that a fresh process takes from its start to the vector of its first sentence, torch's over ours.
'memory' is the most memory that ours has had after all texts.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser()
parser.add_argument("--engine", required=True)
parser.add_argument("--node", help="the folder in which 'npm install onnxruntime-node' was run")
parser.add_argument("--models", default=os.path.join(tempfile.gettempdir(), "transfer-peers"))
parser.add_argument("--python", default=sys.executable)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--shapes", nargs="+", default=["tiny", "minilm", "base"])
parser.add_argument("--tasks", nargs="+", default=["sorted", "unsorted", "single 8", "single 32", "single 128", "first", "memory"])
parser.add_argument("--peers", nargs="*", default=["plain", "fused", "torch"])
options = parser.parse_args()
if options.node is None and {"plain", "fused"} & set(options.peers):
    parser.error("the peers plain and fused need --node; '--peers torch' leaves them out")
engine = os.path.abspath(options.engine)
environment = dict(os.environ, OPENBLAS_CORETYPE="SKYLAKEX", OMP_NUM_THREADS=str(options.threads))


class Peer:
    def __init__(self, name, *command):
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True, cwd=here)

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return [float(n) for n in self.process.stdout.readline().split()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def spread(values):
    return f"{statistics.median(values):5.2f} ({min(values):.2f}-{max(values):.2f})"


def lifetime(*command):
    start = time.perf_counter()
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment, text=True, cwd=here).stdout
    return time.perf_counter() - start, float(output)


def compare_first(shape, folder, threads):
    """Fresh processes in turn; the first of each only warms the file cache."""
    ours, torch = ("dotnet", engine, "first", folder, threads), (options.python, "torch_first.py", folder, threads)
    rounds = [(lifetime(*ours), lifetime(*torch) if "torch" in options.peers else None) for _ in range(options.rounds + 1)][1:]
    line = f"{shape:7} first      ours {statistics.median(own[0] for own, _ in rounds) * 1e3:9.3f} ms"
    if "torch" in options.peers:
        if any(abs(own[1] - other[1]) > 1e-4 for own, other in rounds):
            raise SystemExit(f"{shape}: torch's first vector is another: {rounds[0]}")
        line += f" | torch {spread([other[0] / own[0] for own, other in rounds])}"
    print(line, flush=True)


def print_memory(shape, folder, ours):
    ours.ask("sorted")
    peak, weights = ours.ask("memory")[0], os.path.getsize(os.path.join(folder, "model.safetensors"))
    print(f"{shape:7} memory     ours {peak / 1e6:9.1f} MB | weights {weights / 1e6:.1f} MB | beyond 1.2 times the weights {(peak - 1.2 * weights) / 1e6:.1f} MB", flush=True)


subprocess.run([options.python, os.path.join(here, "make_models.py"), options.models], check=True, env=environment, cwd=here)
for shape in options.shapes:
    folder, threads = os.path.join(options.models, shape), str(options.threads)
    ours = Peer("ours", "dotnet", engine, "peer", folder, threads)
    commands = {
        "plain": ("ort plain", "node", "ort_peer.mjs", folder, threads, "plain", os.path.abspath(options.node or "")),
        "fused": ("ort fused", "node", "ort_peer.mjs", folder, threads, "fused", os.path.abspath(options.node or "")),
        "torch": ("torch", options.python, "torch_peer.py", folder, threads),
    }
    peers = [Peer(*commands[name]) for name in options.peers]
    reference = ours.ask("check")
    for peer in peers:
        difference = max(abs(a - b) for a, b in zip(reference, peer.ask("check"), strict=True))
        if difference > 1e-4:
            raise SystemExit(f"{shape}: {peer.name} computes something else; the difference is {difference}")
    for task in options.tasks:
        if task == "first":
            compare_first(shape, folder, threads)
            continue
        if task == "memory":
            print_memory(shape, folder, ours)
            continue
        everyone = [ours, *peers]
        for peer in everyone:
            peer.ask(task)
        ratios, times, calibrations, spoilt = {p.name: [] for p in peers}, [], [], 0
        while len(times) < options.rounds:
            before = ours.ask("calibrate")[0]
            seconds = {p.name: p.ask(task)[0] for p in everyone}
            after = ours.ask("calibrate")[0]
            if abs(before - after) > 0.1 * before and spoilt < options.rounds:
                spoilt += 1
                continue
            calibrations += [before, after]
            times.append(seconds["ours"])
            for peer in peers:
                ratios[peer.name].append(seconds[peer.name] / seconds["ours"])
        print(f"{shape:7} {task:10} ours {statistics.median(times) * 1e3:9.3f} ms"
              + "".join(f" | {name} {spread(values)}" for name, values in ratios.items())
              + f" | {ours.ask('flops ' + task)[0] / statistics.median(times) / 1e9 / statistics.median(calibrations):.2f} of peak"
              + f" | calibration {statistics.median(calibrations):.0f} ({min(calibrations):.0f}-{max(calibrations):.0f}) GFLOP/s, {spoilt} rounds repeated", flush=True)
    for peer in [ours, *peers]:
        peer.close()
