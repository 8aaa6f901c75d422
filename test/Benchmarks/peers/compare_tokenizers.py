"""Compares our tokenizers with the npm package of the Rust engine on the same texts, one thread each, and prints medians and ratios.

    compare_tokenizers.py --engine BENCHMARKS_DLL --node FOLDER --corpus FOLDER --tokenizers FOLDER... [--megabytes 8] [--rounds 7]

A tokenizer folder is one as published with a model, its files unpacked. The texts are the lines of the .txt files of the corpus, in the order of
the files' names, until there are enough. The peers are processes that stay alive and are asked in turn, round after round. Ours is timed for
ids alone ('ids', what an encoder needs) and for everything known of each token ('encode'), text by text; the peer encodes batches of 1 and of 1000
texts, of which the faster is compared. Both must find equally many tokens.
"""
import argparse
import json
import os
import statistics
import subprocess
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser()
parser.add_argument("--engine", required=True)
parser.add_argument("--node", required=True, help="the folder in which 'npm install @anush008/tokenizers' was run")
parser.add_argument("--corpus", required=True)
parser.add_argument("--tokenizers", nargs="+", required=True)
parser.add_argument("--megabytes", type=float, default=8)
parser.add_argument("--rounds", type=int, default=7)
options = parser.parse_args()
environment = dict(os.environ, RAYON_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")
engine = os.path.abspath(options.engine)


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


def texts():
    size, lines = 0, []
    for name in sorted(os.listdir(options.corpus)):
        with open(os.path.join(options.corpus, name), encoding="utf-8-sig") as file:
            for line in file:
                if size > options.megabytes * 1e6:
                    return lines
                line = line.rstrip("\r\n")
                if line:
                    lines.append(line)
                    size += len(line.encode())
    return lines


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


with tempfile.TemporaryDirectory() as folder:
    texts_file = os.path.join(folder, "texts.json")
    with open(texts_file, "w", encoding="utf-8") as file:
        json.dump(texts(), file)
    for source in options.tokenizers:
        name, exported = os.path.basename(os.path.normpath(source)), os.path.join(folder, "tokenizer.json")
        subprocess.run(["dotnet", engine, "tokenizer-export", source, exported], check=True)
        ours = Peer("dotnet", engine, "tokenizer-peer", source, texts_file)
        theirs = Peer("node", "tokenizers_peer.mjs", exported, texts_file, os.path.abspath(options.node))
        tokens = ours.ask("count")
        if tokens != theirs.ask("count"):
            raise SystemExit(f"{name}: the peer finds another number of tokens.")
        speed, full, ratio, full_ratio = [], [], [], []
        for i in range(options.rounds + 1):
            times = {task: ours.ask(task) for task in ("ids", "encode")}
            peer = min(theirs.ask("batch 1"), theirs.ask("batch 1000"))
            if i == 0:
                continue
            speed.append(tokens / times["ids"] / 1e6)
            full.append(tokens / times["encode"] / 1e6)
            ratio.append(peer / times["ids"])
            full_ratio.append(peer / times["encode"])
        print(f"{name}: {tokens:.0f} tokens | ids {spread(speed)} M tokens/s, {spread(ratio)} times the peer | everything {spread(full)} M tokens/s, "
              f"{spread(full_ratio)} times the peer | {ours.ask('garbage'):.4f} bytes allocated a token | load {ours.ask('first load') * 1e3:.1f} ms first, "
              f"{ours.ask('load') * 1e3:.1f} ms warm; peer {theirs.ask('load') * 1e3:.1f} ms", flush=True)
        ours.close()
        theirs.close()
