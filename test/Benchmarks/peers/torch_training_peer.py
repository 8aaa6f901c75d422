"""torch as a peer in training: see compare_training.py for the protocol."""
import json
import os
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

from bert import Bert
from make_models import POSITIONS, VOCABULARY

folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
shape, weights = torch.load(os.path.join(folder, "model.pt"))
model = Bert(shape["layers"], shape["hidden"], shape["heads"], shape["intermediate"], VOCABULARY, POSITIONS)
model.load_state_dict(weights)
del weights
pooler, classifier = nn.Linear(shape["hidden"], shape["hidden"]), nn.Linear(shape["hidden"], 3)
parameters = [*model.parameters(), *pooler.parameters(), *classifier.parameters()]
optimizer = torch.optim.AdamW(parameters, lr=1e-5, weight_decay=0.01)
texts = json.load(open(os.path.join(folder, "texts.json")))


def step(batch):
    longest = max(map(len, batch))
    ids = torch.tensor([t + [0] * (longest - len(t)) for t in batch])
    mask = torch.tensor([[1] * len(t) + [0] * (longest - len(t)) for t in batch], dtype=torch.int32)
    labels = torch.arange(len(batch)) % 3
    loss = F.cross_entropy(classifier(torch.tanh(pooler(model(ids, mask)[:, 0]))), labels)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
    return loss.item()


for line in sys.stdin:
    command = line.split()
    if command[0] == "memory":
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, flush=True)
        continue
    steps = int(command[1])
    if command[0] == "mixed":
        work = [texts[i:i + 32] for i in range(0, 32 * steps, 32)]
    else:
        work = [[[texts[0][1]] * int(command[0])] * 32] * steps
    start = time.perf_counter()
    for batch in work:
        step(batch)
    print(time.perf_counter() - start, flush=True)
