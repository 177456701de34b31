"""Fully connected networks as in chapters 1, 3 and 5 of the book, in NumPy (float64), mini-batch matrices."""
import sys
import numpy as np
from common import mnist, save

TRAIN, VALIDATION, TEST = mnist(np.float64)


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))


class Net:
    def __init__(self, sizes, init, rng):
        scale = (lambda n: 1.0) if init == "large" else (lambda n: 1 / np.sqrt(n))
        self.b = [rng.standard_normal(n) for n in sizes[1:]]
        self.w = [rng.standard_normal((m, n)) * scale(m) for m, n in zip(sizes, sizes[1:])]
        self.v = [np.zeros_like(w) for w in self.w]

    def logits(self, x):
        for w, b in zip(self.w[:-1], self.b[:-1]):
            x = sigmoid(x @ w + b)
        return x @ self.w[-1] + self.b[-1]

    def accuracy(self, data):
        return 100 * float(np.mean(self.logits(data[0]).argmax(1) == data[1]))

    def cost(self, data, lam, n, kind="crossEntropy"):
        z, y = self.logits(data[0]), np.eye(10)[data[1]]
        if kind == "quadratic":
            c = 0.5 * np.sum((sigmoid(z) - y) ** 2)
        else:
            c = np.sum(np.logaddexp(0, z) - y * z)
        return c / len(y) + 0.5 * lam / n * sum(np.sum(w * w) for w in self.w)

    def errors(self, x, y, kind):
        """δ of every layer, [batch, neurons], and the activations."""
        a = [x]
        for w, b in zip(self.w, self.b):
            a.append(sigmoid(a[-1] @ w + b))
        d = [a[-1] - y]
        if kind == "quadratic":
            d[0] = d[0] * a[-1] * (1 - a[-1])
        for w, h in zip(self.w[:0:-1], a[-2:0:-1]):
            d.insert(0, (d[0] @ w.T) * h * (1 - h))
        return d, a

    def step(self, x, y, eta, lam, n, kind, mu=0.0):
        d, a = self.errors(x, y, kind)
        for l in range(len(self.w)):
            g = a[l].T @ d[l] * (eta / len(x))
            if mu:
                self.v[l] = mu * self.v[l] - g - eta * lam / n * self.w[l]
                self.w[l] += self.v[l]
            else:
                self.w[l] *= 1 - eta * lam / n
                self.w[l] -= g
            self.b[l] -= d[l].sum(0) * (eta / len(x))


def train(seed, sizes=(784, 30, 10), n=50000, epochs=30, eta=0.5, lam=0.0, init="scaled", kind="crossEntropy", batch=10, every=1, monitor=("test",)):
    rng = np.random.default_rng(seed)
    net = Net(sizes, init, rng)
    X, Y = TRAIN[0][:n], np.eye(10)[TRAIN[1][:n]]
    curves = {m: [] for m in monitor}
    for epoch in range(epochs):
        order = rng.permutation(n)
        for k in range(0, n, batch):
            i = order[k : k + batch]
            net.step(X[i], Y[i], eta, lam, n, kind)
        if (epoch + 1) % every and epoch + 1 < epochs:
            continue
        small = (TRAIN[0][:n], TRAIN[1][:n])
        for m in monitor:
            curves[m].append({
                "test": lambda: net.accuracy(TEST),
                "validation": lambda: net.accuracy(VALIDATION),
                "train": lambda: net.accuracy(small),
                "trainCost": lambda: net.cost(small, lam, n, kind),
                "testCost": lambda: net.cost(TEST, lam, n, kind),
            }[m]())
    return curves


def best(seeds, measure="test", **settings):
    rows = []
    for s in seeds:
        c = train(s, monitor=(measure,), **settings)[measure]
        rows.append({"best": max(c), "final": c[-1]})
    return rows


def overfit(seeds, **settings):
    rows = []
    for s in seeds:
        c = train(s, monitor=("test", "train", "trainCost", "testCost"), **settings)
        rows.append({
            "best": max(c["test"]), "final": c["test"][-1], "train": c["train"][-1],
            "trainCost": c["trainCost"][-1], "testCost": c["testCost"][-1], "lowestTestCost": min(c["testCost"]),
        })
    return rows


def gradients(seeds, hidden):
    rows = []
    for s in seeds:
        net = Net((784, *[30] * hidden, 10), "scaled", np.random.default_rng(s))
        d, _ = net.errors(TRAIN[0][:1000], np.eye(10)[TRAIN[1][:1000]], "crossEntropy")
        norms = [np.linalg.norm(e.mean(0)) for e in d[:-1]]
        rows.append({f"layer{i + 1}": v for i, v in enumerate(norms)})
    return rows


def game(seeds):
    """The strategy game of chapter 3: [784, 10], 1 000 training and 100 validation images, four epochs, four settings."""
    rows = []
    for s in seeds:
        row = {}
        for eta, lam in ((10.0, 1000.0), (10.0, 20.0), (100.0, 20.0), (1.0, 20.0)):
            rng = np.random.default_rng(s)
            net = Net((784, 10), "scaled", rng)
            X, Y = TRAIN[0][:1000], np.eye(10)[TRAIN[1][:1000]]
            got = []
            for _ in range(4):
                order = rng.permutation(1000)
                for k in range(0, 1000, 10):
                    i = order[k : k + 10]
                    with np.errstate(all="ignore"):
                        net.step(X[i], Y[i], eta, lam, 1000, "crossEntropy")
                with np.errstate(all="ignore"):
                    got.append(net.accuracy((VALIDATION[0][:100], VALIDATION[1][:100])))
            row[f"{eta:g} {lam:g}"] = float(np.mean(got))
        rows.append(row)
    return rows


R = range(1000, 1012)  # the seeds of this program; no lab uses them
MANY = range(1000, 1024)

EXPERIMENTS = {
    "N22 quick": lambda: [
        {"old": o["validation"][0], "new": w["validation"][0], "gain": w["validation"][0] - o["validation"][0]}
        for s in R
        for o in [train(s, epochs=1, eta=0.1, lam=5.0, init="large", monitor=("validation",))]
        for w in [train(s, epochs=1, eta=0.1, lam=5.0, init="scaled", monitor=("validation",))]
    ],
    "N6 quick": lambda: best(MANY, n=10000, epochs=5, eta=3.0, init="large", kind="quadratic"),
    "N7 quick": lambda: best(MANY, sizes=(784, 100, 10), n=10000, epochs=3, eta=3.0, init="large", kind="quadratic"),
    "N8 quick": lambda: best(R, sizes=(784, 100, 10), n=10000, epochs=3, eta=0.001, init="large", kind="quadratic"),
    "N9 quick": lambda: best(R, n=10000, epochs=3, eta=100.0, init="large", kind="quadratic"),
    "N10 quick": lambda: best(MANY, sizes=(784, 10), n=10000, epochs=5, eta=3.0, init="large", kind="quadratic"),
    "N13 quick": lambda: best(R, n=10000, epochs=5, eta=0.5, init="large"),
    "N14 quick": lambda: best(R, sizes=(784, 100, 10), n=10000, epochs=3, eta=0.5, init="large"),
    "N15 quick": lambda: overfit(R, n=1000, epochs=60, every=5, eta=0.5, init="large"),
    "N16 quick": lambda: overfit(R, n=1000, epochs=60, every=5, eta=0.5, lam=0.1, init="large"),
    "N17 quick": lambda: overfit(R, n=10000, epochs=5, eta=0.5, init="large"),
    "N18 quick": lambda: best(R, n=10000, epochs=5, eta=0.5, lam=1.0, init="large"),
    "N19 quick": lambda: best(R, "validation", sizes=(784, 100, 10), n=10000, epochs=3, eta=0.5, lam=1.0),
    "N20 quick": lambda: best(R, "validation", sizes=(784, 100, 10), n=10000, epochs=3, eta=0.1, lam=1.0),
    "N21 quick": lambda: [
        {f"size{n}": train(s, n=n, epochs=30000 // n, eta=0.5, lam=n * 1e-4, init="large", monitor=("validation",))["validation"][-1] for n in (100, 200, 500, 1000, 2000)}
        for s in R
    ],
    "N23 quick": lambda: [
        {"old": o["validation"][0], "new": w["validation"][0], "gain": w["validation"][0] - o["validation"][0]}
        for s in R
        for o in [train(s, sizes=(784, 100, 10), n=20000, epochs=1, eta=0.1, lam=2.0, init="large", monitor=("validation",))]
        for w in [train(s, sizes=(784, 100, 10), n=20000, epochs=1, eta=0.1, lam=2.0, init="scaled", monitor=("validation",))]
    ],
    "N24 quick": lambda: [
        {f"{k} {e}": c[i] for e in (0.025, 0.25, 2.5) for c in [train(s, n=10000, epochs=4, eta=e, lam=1.0, monitor=("trainCost",))["trainCost"]] for k, i in (("first", 0), ("last", -1))}
        for s in R
    ],
    "N25": lambda: game(range(1000, 1040)),
    "N30 start": lambda: [{f"{h} hidden, layer {i + 1}": r[f"layer{i + 1}"] for h, r in zip((2, 3, 4), rs) for i in range(h)} for rs in zip(*[gradients(range(1000, 1040), h) for h in (2, 3, 4)])],
    "N31 quick": lambda: [
        {f"{h} hidden": max(train(s, sizes=(784, *[30] * h, 10), n=10000, epochs=4, eta=0.1, lam=1.0, monitor=("validation",))["validation"]) for h in (1, 2, 3, 4)}
        for s in range(1000, 1008)
    ],
    "N6 full": lambda: best(range(1000, 1009), epochs=30, eta=3.0, init="large", kind="quadratic"),
    "N7 full": lambda: best(range(1000, 1009), sizes=(784, 100, 10), epochs=30, eta=3.0, init="large", kind="quadratic"),
    "N9 full": lambda: best(range(1000, 1008), epochs=30, eta=100.0, init="large", kind="quadratic"),
    "N10 full": lambda: best(MANY, sizes=(784, 10), epochs=30, eta=3.0, init="large", kind="quadratic"),
}

for key in sys.argv[2:] or EXPERIMENTS:
    save(key, "independent/dense.py", EXPERIMENTS[key]())
