"""torch as a peer in pre-training: see compare_pretraining.py for the protocol."""
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

from bert import Bert

VOCABULARY, SEQUENCES, LENGTH, MASKED = 8192, 32, 64, 10
torch.set_num_threads(int(sys.argv[1]))
model = Bert(4, 256, 4, 1024, VOCABULARY, 256)
dense, norm, bias = nn.Linear(256, 256), nn.LayerNorm(256, eps=1e-12), nn.Parameter(torch.zeros(VOCABULARY))
parameters = [*model.parameters(), *dense.parameters(), *norm.parameters(), bias]
words = next(p for p in model.parameters() if p.shape == (VOCABULARY, 256))
optimizer = torch.optim.AdamW(parameters, lr=1e-4, weight_decay=0.01)
ids = torch.tensor([[(s * 131 + i * 37) % VOCABULARY for i in range(LENGTH)] for s in range(SEQUENCES)])
mask = torch.ones_like(ids, dtype=torch.int32)
rows = torch.tensor([s * LENGTH + 6 * i for s in range(SEQUENCES) for i in range(MASKED)])
targets = ids.reshape(-1)[rows]


def step():
    # The scores of the masked tokens only: those of all would be most of the work.
    states = model(ids, mask).reshape(-1, 256)[rows]
    loss = F.cross_entropy(F.linear(norm(F.gelu(dense(states))), words, bias), targets)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
    return loss.item()


for line in sys.stdin:
    if line.strip() == "memory":
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, flush=True)
        continue
    start = time.perf_counter()
    for _ in range(int(line)):
        step()
    print(time.perf_counter() - start, flush=True)
