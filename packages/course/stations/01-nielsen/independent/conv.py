"""Convolutional networks as in chapter 6 of the book, in PyTorch (float32), initialised as network3.py does.

Deviation from the book's program, here and in the labs: the mini-batches are shuffled each epoch; network3.py takes them
in the order of the file.
"""
import sys
import numpy as np
import torch
from common import mnist, save

torch.set_num_threads(1)
TRAIN, VALIDATION, TEST = [(torch.tensor(x).reshape(-1, 1, 28, 28), torch.tensor(y)) for x, y in mnist(np.float32)]
ACTIVATION = {"sigmoid": torch.sigmoid, "relu": torch.relu, "tanh": torch.tanh}


class Net:
    """conv lists the numbers of 5 × 5 filters, dense the sizes of the dense layers; softmax on top."""

    def __init__(self, conv, dense, activation, dropout):
        self.activation, self.dropout = ACTIVATION[activation], dropout
        self.w, self.b, self.convs = [], [], len(conv)
        maps, side = 1, 28
        for f in conv:
            self.w.append(torch.randn(f, maps, 5, 5) * (1 / (f * 25 // 4)) ** 0.5)
            self.b.append(torch.randn(f))
            maps, side = f, (side - 4) // 2
        n = maps * side * side
        for m in dense:
            self.w.append(torch.randn(n, m) * (1 / m) ** 0.5)
            self.b.append(torch.randn(m))
            n = m
        self.w.append(torch.zeros(n, 10))
        self.b.append(torch.zeros(10))
        for p in self.w + self.b:
            p.requires_grad_(True)

    def __call__(self, x, training=False):
        for w, b in zip(self.w[: self.convs], self.b):
            x = self.activation(torch.nn.functional.max_pool2d(torch.nn.functional.conv2d(x, w, b), 2))
        x = x.flatten(1)
        for l in range(self.convs, len(self.w)):
            x = torch.nn.functional.dropout(x, self.dropout, training)
            x = x @ self.w[l] + self.b[l]
            if l < len(self.w) - 1:
                x = self.activation(x)
        return x


def expand(x, y):
    """The picture and its four one-pixel shifts, zeros moving in."""
    def shift(dy, dx):
        z = torch.zeros_like(x)
        z[:, :, max(dy, 0) : 28 + min(dy, 0), max(dx, 0) : 28 + min(dx, 0)] = x[:, :, max(-dy, 0) : 28 + min(-dy, 0), max(-dx, 0) : 28 + min(-dx, 0)]
        return z
    return torch.cat([x, shift(1, 0), shift(-1, 0), shift(0, 1), shift(0, -1)]), y.repeat(5)


def accuracy(net, data):
    with torch.no_grad():
        return 100 * float((net(data[0]).argmax(1) == data[1]).float().mean())


def train(seed, conv=(20,), dense=(100,), activation="sigmoid", n=5000, epochs=2, eta=0.1, lam=0.0, dropout=0.0, expanded=False, test=2000):
    torch.manual_seed(seed)
    net = Net(conv, dense, activation, dropout)
    X, Y = TRAIN[0][:n], TRAIN[1][:n]
    if expanded:
        X, Y = expand(X, Y)
    curve, updates = [], len(X) // 10
    for _ in range(epochs):
        order = torch.randperm(len(X))
        for k in range(0, len(X), 10):
            i = order[k : k + 10]
            loss = torch.nn.functional.cross_entropy(net(X[i], True), Y[i]) + 0.5 * lam / updates * sum((w * w).sum() for w in net.w)
            grads = torch.autograd.grad(loss, net.w + net.b)
            with torch.no_grad():
                for p, g in zip(net.w + net.b, grads):
                    p -= eta * g
        curve.append(accuracy(net, (TEST[0][:test], TEST[1][:test])))
    return net, curve


def best(seeds, **settings):
    rows = []
    for s in seeds:
        c = train(s, **settings)[1]
        rows.append({"best": max(c), "final": c[-1]})
    return rows


R = range(1000, 1008)
RELU = dict(conv=(20, 40), activation="relu", eta=0.03, lam=0.1)


def ensemble(seeds):
    """Groups of five; each error rate beside the vote's."""
    rows = []
    for s in seeds:
        nets = [train(10 * s + j, **RELU, n=1000, epochs=3, test=2000)[0] for j in range(5)]
        with torch.no_grad():
            p = torch.stack([m(TEST[0][:2000]).argmax(1) for m in nets])
        vote = torch.mode(p, 0).values
        each = float(np.mean([100 * float((q == TEST[1][:2000]).float().mean()) for q in p]))
        together = 100 * float((vote == TEST[1][:2000]).float().mean())
        rows.append({"each": each, "vote": together, "gain": together - each})
    return rows


EXPERIMENTS = {
    "N32 quick": lambda: best(R, conv=(), n=10000, epochs=3, test=10000),
    "N33 quick": lambda: best(R, n=5000, epochs=2),
    "N34 quick": lambda: best(R, dense=(), n=5000, epochs=2),
    "N35 quick": lambda: best(R, conv=(20, 40), n=5000, epochs=2),
    "N36 quick": lambda: best(R, **RELU, n=2500, epochs=2),
    "N37 quick": lambda: best(R, **RELU, n=1000, epochs=1, expanded=True),
    "N38 quick": lambda: best(R, **{**RELU, "dense": (100, 100)}, n=1000, epochs=1, expanded=True),
    "N39 quick": lambda: best(R, **{**RELU, "lam": 0.0, "dense": (100, 100)}, dropout=0.2, n=1000, epochs=2, expanded=True),
    "N40 quick": lambda: ensemble(range(100, 106)),
    "N41 quick": lambda: [
        {"tanh": t["final"], "sigmoid": s["final"], "gain": t["final"] - s["final"]}
        for t, s in zip(best(R, conv=(20, 40), activation="tanh", n=2500, epochs=1), best(R, conv=(20, 40), n=2500, epochs=1))
    ],
}

if __name__ == "__main__":
    for key in sys.argv[2:] or EXPERIMENTS:
        save(key, "independent/conv.py", EXPERIMENTS[key]())
