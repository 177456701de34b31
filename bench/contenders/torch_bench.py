"""PyTorch, one thread: the same protocol as serve.mjs."""
import json, sys, time
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(1)


def timed(f, seconds):
    start = time.process_time()
    calls, batch = 0, 1
    while time.process_time() - start < seconds:
        for _ in range(batch):
            f()
        calls += batch
        if time.process_time() - start < seconds / 10:
            batch *= 2
    return {"perCall": (time.process_time() - start) / calls, "calls": calls}


def policy():
    return nn.Sequential(nn.Linear(4, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 2))


def forward1():
    net, state = policy(), np.array([[0.1, 0.2, -0.1, 0.4]], dtype=np.float32)

    def run():
        with torch.no_grad():
            return int(net(torch.from_numpy(state)).argmax())

    return run


def forward(batch):
    def make():
        net, x = policy(), torch.randn(batch, 4)

        def run():
            with torch.no_grad():
                return net(x)

        return run

    return make


def stepper(net, loss, x, y, optimiser):
    def run():
        optimiser.zero_grad(set_to_none=True)
        loss(net(x), y).backward()
        optimiser.step()

    return run


def adam(net):
    return torch.optim.Adam(net.parameters(), lr=1e-3)


def adam_step(batch):
    def make():
        net = policy()
        return stepper(net, F.mse_loss, torch.randn(batch, 4), torch.randn(batch, 2), adam(net))

    return make


def gemm(n):
    def make():
        a, b = torch.randn(n, n), torch.randn(n, n)
        return lambda: a @ b

    return make


def digits():
    net = nn.Sequential(nn.Linear(784, 30), nn.Sigmoid(), nn.Linear(30, 10), nn.Sigmoid())
    images, targets, order = torch.rand(1000, 784), torch.rand(1000, 10), torch.randperm(1000)
    optimiser, at = torch.optim.SGD(net.parameters(), lr=3.0), [0]

    def run():
        pick = order[at[0] : at[0] + 10]
        at[0] = (at[0] + 10) % 1000
        optimiser.zero_grad(set_to_none=True)
        (0.05 * (net(images[pick]) - targets[pick]).square().sum()).backward()
        optimiser.step()

    return run


def digits_adam():
    net = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    return stepper(net, F.cross_entropy, torch.randn(128, 784), torch.randint(10, (128,)), adam(net))


def conv():
    net = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10),
    )
    return stepper(net, F.cross_entropy, torch.randn(64, 1, 28, 28), torch.randint(10, (64,)), adam(net))


class Transformer(nn.Module):
    def __init__(self, words, width, length):
        super().__init__()
        self.words, self.places = nn.Embedding(words, width), nn.Embedding(length, width)
        layer = lambda: nn.TransformerEncoderLayer(width, 4, 4 * width, 0.0, "gelu", batch_first=True, norm_first=True)
        self.blocks, self.head = nn.ModuleList([layer(), layer()]), nn.Linear(width, words)
        self.register_buffer("mask", torch.triu(torch.full((length, length), float("-inf")), 1))
        self.register_buffer("positions", torch.arange(length))

    def forward(self, x):
        h = self.words(x) + self.places(self.positions)
        for block in self.blocks:
            h = block(h, self.mask)
        return self.head(h).flatten(0, 1)


def transformer():
    net = Transformer(65, 128, 128)
    return stepper(net, F.cross_entropy, torch.randint(65, (16, 128)), torch.randint(65, (16 * 128,)), adam(net))


class Lstm(nn.Module):
    def __init__(self, words, width):
        super().__init__()
        self.words, self.memory = nn.Embedding(words, width), nn.LSTM(width, width, batch_first=True)
        self.head = nn.Linear(width, words)

    def forward(self, x):
        return self.head(self.memory(self.words(x))[0]).flatten(0, 1)


def lstm():
    net = Lstm(65, 128)
    return stepper(net, F.cross_entropy, torch.randint(65, (32, 64)), torch.randint(65, (32 * 64,)), adam(net))


prepare = {
    "forward1": forward1, "forward64": forward(64), "forward256": forward(256),
    "adam64": adam_step(64), "adam256": adam_step(256),
    **{f"gemm{n}": gemm(n) for n in (64, 128, 256, 512, 1024)},
    "digits": digits, "digitsAdam": digits_adam, "conv": conv, "transformer": transformer, "lstm": lstm,
}
ready = {}
print(json.dumps({"ready": f"PyTorch {torch.__version__}"}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    name = request["case"]
    if name not in ready:
        ready[name] = prepare[name]() if name in prepare else None
        if ready[name]:
            timed(ready[name], request["seconds"] / 4)
    print(json.dumps(timed(ready[name], request["seconds"]) if ready[name] else {"missing": True}), flush=True)
