"""Compares a step of pre-training a 4 x 256 encoder with 8,192 tokens of vocabulary: 32 passages of 64 tokens, 10 of each predicted, clipping, AdamW.

    compare_pretraining.py --engine BENCHMARKS_DLL [--threads 2] [--rounds 7] [--steps 8]

The peers are asked in turn, round after round. Protocol: 'STEPS', answered with seconds; 'memory', answered with the peak in bytes. See README.md for
what to install.
"""
import argparse
import os
import statistics
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser()
parser.add_argument("--engine", required=True)
parser.add_argument("--python", default=sys.executable)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--rounds", type=int, default=7)
parser.add_argument("--steps", type=int, default=8)
options = parser.parse_args()
environment = dict(os.environ, OPENBLAS_CORETYPE="SKYLAKEX", OMP_NUM_THREADS=str(options.threads))
TOKENS = 32 * 64


class Peer:
    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True, cwd=here)

    def ask(self, command):
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


ours = Peer("dotnet", os.path.abspath(options.engine), "pretraining-peer", str(options.threads))
torch = Peer(options.python, "torch_pretraining_peer.py", str(options.threads))
ours.ask(options.steps), torch.ask(options.steps)
speeds, ratios = [], []
for _ in range(options.rounds):
    time = ours.ask(options.steps)
    speeds.append(TOKENS * options.steps / time)
    ratios.append(torch.ask(options.steps) / time)
memory = [peer.ask("memory") for peer in (ours, torch)]
print(f"ours {statistics.median(speeds):.0f} tokens/s ({min(speeds):.0f}-{max(speeds):.0f}) | torch {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
      f" | memory {memory[0] / 1e6:.0f} MB, {memory[0] / memory[1]:.2f} of torch's")
