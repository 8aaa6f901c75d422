"""scikit-learn's part in the comparison of probes: LogisticRegression with lbfgs.

    sklearn_probe_peer.py FOLDER        (threads by OMP_NUM_THREADS)

Commands: 'fit C TOL MAXITER TARGET', answered with: wall seconds, processor seconds, iterations, evaluations, objective, accuracy on the test rows, and the wall
and processor seconds when the objective was first at or below TARGET (nan if it never was).
"""
import sys
import time
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.linear_model._linear_loss import LinearModelLoss

warnings.filterwarnings("ignore")
folder = sys.argv[1]
rows, tests, columns, classes = map(int, open(f"{folder}/sizes.txt").read().split())
# Its products of single-precision rows with the double-precision weights of lbfgs are computed in double: given doubles, it is spared the conversion.
x = np.fromfile(f"{folder}/x.f32", np.float32).reshape(rows + tests, columns).astype(np.float64)
y = np.fromfile(f"{folder}/y.i32", np.int32)

# Sees every value of the objective on the way; the work is scikit-learn's own.
original = LinearModelLoss.loss_gradient
trace = []


def traced(self, *args, **kwargs):
    value, gradient = original(self, *args, **kwargs)
    trace.append((time.perf_counter(), time.process_time(), value))
    return value, gradient


LinearModelLoss.loss_gradient = traced


def fit(c, tol, iterations, target):
    trace.clear()
    wall, cpu = time.perf_counter(), time.process_time()
    model = LogisticRegression(C=c, tol=tol, max_iter=iterations, multi_class="multinomial").fit(x[:rows], y[:rows])
    seconds = (time.perf_counter() - wall, time.process_time() - cpu)
    reached = next(((w - wall, t - cpu) for w, t, value in trace if value <= target), (float("nan"),) * 2)
    return *seconds, model.n_iter_[0], len(trace), min(value for _, _, value in trace), model.score(x[rows:], y[rows:]), *reached


for line in sys.stdin:
    name, c, tol, iterations, target = line.split()
    print(*fit(float(c), float(tol), int(iterations), float(target)), flush=True)
