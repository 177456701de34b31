"""Lab 4 of the Deep RL Bootcamp, independently of Gradus (Python's standard library): policy gradients by hand.

Average return of iterations 30, 60, 100 on Point-v0, without and with the time-dependent baseline; and of the linear softmax
policy on CartPole-v0, with the plain and with the natural gradient (iterations 10, 60, 100).
Usage: python3 simple_pg.py [runs] [first seed]
"""
import math
import random
import sys

ITERATIONS, BATCH, GAMMA, RATE = 100, 2000, 0.99, 0.1


class Point:
    limit, rows, columns = 40, 2, 3

    def reset(self, r):
        while True:
            self.p = [r.uniform(-1, 1), r.uniform(-1, 1)]
            if math.hypot(*self.p) > 0.9:
                return self.p[:]

    def step(self, a):
        self.p = [max(-1, min(1, p + max(-0.025, min(0.025, x)))) for p, x in zip(self.p, a)]
        return self.p[:], -math.hypot(*self.p), False

    def act(self, mean, r):
        a = [r.gauss(m, 1) for m in mean]
        return a, [x - m for x, m in zip(a, mean)]


class Pole:
    limit, rows, columns = 200, 2, 5

    def reset(self, r):
        self.s = [r.uniform(-0.05, 0.05) for _ in range(4)]
        return self.s[:]

    def step(self, a):
        x, v, th, w = self.s
        f = 10 if a == 1 else -10
        c, s = math.cos(th), math.sin(th)
        temp = (f + 0.05 * w * w * s) / 1.1
        wd = (9.8 * s - c * temp) / (0.5 * (4 / 3 - 0.1 * c * c / 1.1))
        vd = temp - 0.05 * wd * c / 1.1
        self.s = [x + 0.02 * v, v + 0.02 * vd, th + 0.02 * w, w + 0.02 * wd]
        return self.s[:], 1.0, abs(self.s[0]) > 2.4 or abs(self.s[2]) > 12 * 2 * math.pi / 360

    def act(self, h, r):
        p1 = 1 / (1 + math.exp(min(700, h[0] - h[1])))
        a = 1 if r.random() < p1 else 0
        return a, [(a == 0) - (1 - p1), (a == 1) - p1]


def gauss_solve(A, b):
    n = len(b)
    M = [row[:] + [y] for row, y in zip(A, b)]
    for k in range(n):
        p = max(range(k, n), key=lambda i: abs(M[i][k]))
        M[k], M[p] = M[p], M[k]
        for i in range(n):
            if i != k:
                f = M[i][k] / M[k][k]
                M[i] = [x - f * y for x, y in zip(M[i], M[k])]
    return [M[i][n] / M[i][i] for i in range(n)]


def train(env, seed, baseline, natural):
    r = random.Random(seed)
    d = env.rows * env.columns
    theta = [r.gauss(0, 0.1) for _ in range(d)]
    b = [0.0] * env.limit
    curve = []
    for _ in range(ITERATIONS):
        g, n, totals = [0.0] * d, 0, []
        sums, counts = [0.0] * env.limit, [0] * env.limit
        F = [[0.0] * d for _ in range(d)]
        while n < BATCH:
            s, done, path = env.reset(r), False, []
            while not done and len(path) < env.limit:
                s1 = s + [1.0]
                mean = [sum(t * x for t, x in zip(theta[k * env.columns:], s1)) for k in range(env.rows)]
                a, c = env.act(mean, r)
                s, reward, done = env.step(a)
                path.append(([ck * x for ck in c for x in s1], reward))
            G = 0.0
            for t in reversed(range(len(path))):
                score, reward = path[t]
                G = reward + GAMMA * G
                sums[t] += G
                counts[t] += 1
                for i in range(d):
                    g[i] += (G - b[t]) * score[i]
                    if natural:
                        for j in range(d):
                            F[i][j] += score[i] * score[j]
            n += len(path)
            totals.append(sum(x for _, x in path))
        if baseline:
            b = [x / c if c else 0.0 for x, c in zip(sums, counts)]
        norm = math.sqrt(sum(x * x for x in g)) + 1e-8
        g = [x / norm for x in g]
        if natural:
            F = [[x / n for x in row] for row in F]
            x = gauss_solve([[v + (1e-4 if i == j else 0) for j, v in enumerate(row)] for i, row in enumerate(F)], g)
            q = sum(x[i] * F[i][j] * x[j] for i in range(d) for j in range(d))
            step = [math.sqrt(2 * 0.01 / (q + 1e-8)) * v for v in x]
        else:
            step = [RATE * v for v in g]
        theta = [a + v for a, v in zip(theta, step)]
        curve.append(sum(totals) / len(totals))
    return curve


if __name__ == "__main__":
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1001
    for name, env, baseline, natural in [("point, none", Point, False, False), ("point, baseline", Point, True, False),
                                         ("pole", Pole, True, False), ("pole, natural", Pole, True, True)]:
        curves = [train(env(), first + i, baseline, natural) for i in range(runs)]
        for k in (10, 30, 60, 100):
            at = [c[k - 1] for c in curves]
            m = sum(at) / runs
            s = math.sqrt(sum((x - m) ** 2 for x in at) / max(1, runs - 1))
            print(f"{name} @{k}: {m:.2f}, s {s:.2f}", flush=True)
