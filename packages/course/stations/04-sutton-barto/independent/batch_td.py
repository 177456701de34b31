"""Batch TD and batch Monte Carlo on the five-state walk, independently of Gradus (NumPy).

Mean RMS error of both limits after 5, 10, 25, 50, 100 walks; states never visited keep 0.5.
Usage: python3 batch_td.py [runs]
"""
import sys
import numpy as np

MARKS = [5, 10, 25, 50, 100]
TRUTH = np.arange(1, 6) / 6


def walk(random):
    s, path = 3, []
    while 0 < s < 6:
        path.append(s)
        s += 1 if random.random() < 0.5 else -1
    return path, s


def limits(walks):
    counts, returns, n = np.zeros((7, 7)), np.zeros(7), np.zeros(7)
    for path, end in walks:
        for s, after in zip(path, path[1:] + [end]):
            counts[s, after] += 1
            returns[s] += end == 6
            n[s] += 1
    seen = [s for s in range(1, 6) if n[s] > 0]
    mc = np.full(7, 0.5)
    mc[seen] = returns[seen] / n[seen]
    P = counts[seen] / n[seen][:, None]
    fixed = np.full(7, 0.5)
    fixed[0], fixed[6] = 0, 1
    others = [s for s in range(7) if s not in seen]
    td = np.full(7, 0.5)
    td[seen] = np.linalg.solve(np.eye(len(seen)) - P[:, seen], P[:, others] @ fixed[others])
    return td[1:6], mc[1:6]


def main(runs):
    random = np.random.default_rng(20)
    errors = np.zeros((runs, 2, len(MARKS)))
    for run in range(runs):
        walks = [walk(random) for _ in range(100)]
        for i, m in enumerate(MARKS):
            for j, v in enumerate(limits(walks[:m])):
                errors[run, j, i] = np.sqrt(np.mean((v - TRUTH) ** 2))
    for j, name in enumerate(["TD", "MC"]):
        print(name, errors[:, j].mean(0).round(4), "s", errors[:, j].std(0, ddof=1).round(4))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
