"""Shared by the independent programs of station 1: the data, and where the results go.

These programs are not part of the library. They run the same experiments with NumPy or PyTorch, written from the book's
description alone, so that the quick budgets of the labs have something known to be compared with. Usage:

    python3 dense.py MNIST_DIRECTORY          (the folder with the four IDX files)
    python3 conv.py  MNIST_DIRECTORY

Each adds its rows to independent.fixture.json (for every quick run, the value of each measure for every seed) and writes
the same table as labs/parts/independent.generated.ts, which is what the labs read.
"""
import json, os, sys
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURE = os.path.join(HERE, "independent.fixture.json")
MODULE = os.path.join(HERE, "..", "labs", "parts", "independent.generated.ts")


def idx(name):
    with open(os.path.join(sys.argv[1], name), "rb") as f:
        raw = f.read()
    rank = raw[3]
    shape = [int.from_bytes(raw[4 + 4 * i : 8 + 4 * i], "big") for i in range(rank)]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape)


def mnist(dtype):
    """Training 50 000, validation 10 000, test 10 000; a pixel is its byte / 256, as in the book's files."""
    x = idx("train-images-idx3-ubyte").reshape(-1, 784).astype(dtype) / 256
    y = idx("train-labels-idx1-ubyte").astype(np.int64)
    tx = idx("t10k-images-idx3-ubyte").reshape(-1, 784).astype(dtype) / 256
    ty = idx("t10k-labels-idx1-ubyte").astype(np.int64)
    return (x[:50000], y[:50000]), (x[50000:], y[50000:]), (tx, ty)


def save(key, program, rows):
    """rows: one dictionary of measures per seed."""
    table = json.load(open(FIXTURE)) if os.path.exists(FIXTURE) else {}
    table[key] = {"program": program, **{m: [round(float(r[m]), 6) for r in rows] for m in rows[0]}}
    json.dump(table, open(FIXTURE + ".new", "w"), indent=1, sort_keys=True)
    os.replace(FIXTURE + ".new", FIXTURE)
    publish(table)
    summary = {m: (round(float(np.mean([r[m] for r in rows])), 4), round(float(np.std([r[m] for r in rows])), 4)) for m in rows[0]}
    print(key, len(rows), summary, flush=True)


def publish(table):
    lines = ["/** Runs of the independent programs beside this folder (independent/*.py), one number per seed. Generated. */"]
    lines += ["export const independent = {"]
    for key, entry in sorted(table.items()):
        lines += [f"  {json.dumps(key)}: {{"]
        lines += [f"    {json.dumps(m)}: {json.dumps(v)}," for m, v in entry.items()]
        lines += ["  },"]
    lines += ["} as const satisfies Record<string, Record<string, string | readonly number[]>>;"]
    with open(MODULE, "w") as f:
        f.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    publish(json.load(open(FIXTURE)))
