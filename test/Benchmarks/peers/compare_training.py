"""Compares a training step of this engine with one of torch: forward, backward, clipping, AdamW on batches of 32 texts.

    compare_training.py --engine BENCHMARKS_DLL [--models FOLDER] [--threads 2] [--rounds 5] [--shapes tiny minilm base] [--tasks 32 128 mixed]

The peers are asked in turn, round after round. Protocol: 'N STEPS' (32 texts of N tokens: no padding at all) or 'mixed STEPS' (texts of 8 to 128
tokens in the order of arrival, which torch pads), answered with seconds; 'memory', answered with the peak in bytes. See README.md for what to install.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser()
parser.add_argument("--engine", required=True)
parser.add_argument("--models", default=os.path.join(tempfile.gettempdir(), "transfer-peers"))
parser.add_argument("--python", default=sys.executable)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--shapes", nargs="+", default=["tiny", "minilm", "base"])
parser.add_argument("--tasks", nargs="+", default=["32", "128", "mixed"])
options = parser.parse_args()
environment = dict(os.environ, OPENBLAS_CORETYPE="SKYLAKEX", OMP_NUM_THREADS=str(options.threads))
STEPS = {"tiny": 8, "minilm": 4, "base": 2}


class Peer:
    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True, cwd=here)

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


subprocess.run([options.python, os.path.join(here, "make_models.py"), options.models], check=True, env=environment, cwd=here)
for shape in options.shapes:
    folder, threads, steps = os.path.join(options.models, shape), str(options.threads), STEPS[shape]
    for task in options.tasks:
        ours = Peer("dotnet", os.path.abspath(options.engine), "training-peer", folder, threads)
        torch = Peer(options.python, "torch_training_peer.py", folder, threads)
        command = f"{task} {steps}"
        ours.ask(command), torch.ask(command)
        times, ratios = [], []
        for _ in range(options.rounds):
            times.append(ours.ask(command))
            ratios.append(torch.ask(command) / times[-1])
        memory = [peer.ask("memory") for peer in (ours, torch)]
        print(f"{shape:7} {task:6} ours {statistics.median(times) / steps * 1e3:8.1f} ms a step | torch {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
              f" | memory {memory[0] / 1e6:.0f} MB, {memory[0] / memory[1]:.2f} of torch's", flush=True)
        ours.close(), torch.close()
