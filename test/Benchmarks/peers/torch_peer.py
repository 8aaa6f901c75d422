"""torch as a peer: see compare.py for the protocol."""
import json
import os
import sys
import time

import torch

from bert import Bert
from shapes import POSITIONS, VOCABULARY

folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
shape, weights = torch.load(os.path.join(folder, "model.pt"))
model = Bert(shape["layers"], shape["hidden"], shape["heads"], shape["intermediate"], VOCABULARY, POSITIONS).eval()
model.load_state_dict(weights)
texts = json.load(open(os.path.join(folder, "texts.json")))


def pad(batch):
    longest = max(map(len, batch))
    ids = torch.tensor([t + [0] * (longest - len(t)) for t in batch])
    mask = torch.tensor([[1] * len(t) + [0] * (longest - len(t)) for t in batch], dtype=torch.int32)
    return ids, mask


def batches(ordered):
    return [pad(ordered[i:i + 32]) for i in range(0, len(ordered), 32)]


def run(batch):
    with torch.inference_mode():
        return model(*batch)


def timed(work):
    start = time.perf_counter()
    for batch in work:
        run(batch)
    return time.perf_counter() - start


for line in sys.stdin:
    command = line.split()
    if command[0] == "sorted":
        print(timed(batches(sorted(texts, key=len))), flush=True)
    elif command[0] == "unsorted":
        print(timed(batches(texts)), flush=True)
    elif command[0] == "single":
        batch, times = pad([texts[0][:1] * int(command[1])]), []
        end = time.perf_counter() + 0.7
        while time.perf_counter() < end or len(times) < 5:
            times.append(timed([batch]))
        print(sorted(times)[len(times) // 2], flush=True)
    elif command[0] == "check":
        print(*run(pad(texts[:1]))[0, 0, :4].tolist(), flush=True)
