#!/usr/bin/python3
"""Golden trajectories of rules that PyTorch 1.13 lacks, by the equations of their papers.

Run:     /usr/bin/python3 packages/optim/test/golden/papers.py

Writes papers.json beside this file: {"versions", "cases"}, one case per line:

    {name, optimizer, theirs, options, steps: [{learningRate, loss, w, v, b}]}

The loss is mean((tanh(x @ w + b) @ v - y) ** 2), with x, y, w and b of optimizers.py, and v = [[0.5, -0.25, 1], [1, 0.75, -0.5]]
over y with a column of zeros, so that there are a tall matrix, a wide one, and a vector. Everything is float64 NumPy, with
gradients worked out by hand: nothing of an optimiser or a differentiation of others is used.
"""

import json
from pathlib import Path

from optimizers import B, W, X, Y, np

STEPS = 20
V = np.array([[0.5, -0.25, 1.0], [1.0, 0.75, -0.5]])
x, y = X.numpy(), np.hstack([Y.numpy(), np.zeros((5, 1))])


def loss_and_gradients(w, v, b):
    hidden = np.tanh(x @ w + b)
    error = hidden @ v - y
    d_error = 2 * error / error.size
    d_sum = (d_error @ v.T) * (1 - hidden**2)
    return np.mean(error**2), (x.T @ d_sum, hidden.T @ d_error, d_sum.sum(0))


def norm(a):
    return np.sqrt((a * a).sum())


class Adam:
    def __init__(self, o):
        self.o, self.m, self.s, self.t = o, 0.0, 0.0, 0

    def direction(self, g):
        self.t += 1
        b1, b2 = self.o["beta1"], self.o["beta2"]
        self.m = b1 * self.m + (1 - b1) * g
        self.s = b2 * self.s + (1 - b2) * g * g
        return self.m / (1 - b1**self.t) / (np.sqrt(self.s / (1 - b2**self.t)) + self.o["epsilon"])


class Lamb(Adam):
    """You et al. 2020, algorithm 2."""

    def step(self, p, g, lr):
        u = self.direction(g) + self.o["weightDecay"] * p
        trust = norm(p) / norm(u) if norm(p) > 0 and norm(u) > 0 else 1.0
        return p - lr * trust * u


class Adafactor:
    """Shazeer and Stern 2018, algorithms 4 and 5, with sums as there; and decay apart from the gradient."""

    def __init__(self, o):
        self.o, self.t, self.r, self.c, self.v = o, 0, 0.0, 0.0, 0.0

    def step(self, p, g, lr):
        self.t += 1
        o = self.o
        beta = 1 - self.t ** -o["decayExponent"]
        square = g * g + o["epsilon"]
        if p.ndim == 2:
            self.r = beta * self.r + (1 - beta) * square.sum(1)
            self.c = beta * self.c + (1 - beta) * square.sum(0)
            estimate = np.outer(self.r, self.c) / self.r.sum()
        else:
            self.v = beta * self.v + (1 - beta) * square
            estimate = self.v
        u = g / np.sqrt(estimate)
        u = u / max(1.0, np.sqrt(np.mean(u * u)) / o["clippingThreshold"])
        alpha = lr * (max(o["smallestScale"], np.sqrt(np.mean(p * p))) if o["scaleByParameter"] else 1.0)
        return p * (1 - lr * o["weightDecay"]) - alpha * u


class Muon:
    """Jordan et al. 2024: matrices by five Newton-Schulz iterations; vectors by AdamW."""

    def __init__(self, o):
        self.o, self.m, self.adam = o, 0.0, AdamW({"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.01})

    def step(self, p, g, lr):
        if p.ndim < 2:
            return self.adam.step(p, g, 0.01)
        o = self.o
        mu = o["momentum"]
        self.m = mu * self.m + (1 - mu) * g
        u = mu * self.m + (1 - mu) * g if o["nesterov"] else self.m
        u = u / (norm(u) + 1e-7)
        flip = u.shape[0] > u.shape[1]
        u = u.T if flip else u
        for _ in range(o["iterations"]):
            a = u @ u.T
            u = 3.4445 * u + (-4.7750 * a + 2.0315 * a @ a) @ u
        u = u.T if flip else u
        return p * (1 - lr * o["weightDecay"]) - lr * np.sqrt(max(1.0, p.shape[0] / p.shape[1])) * u


class AdamW(Adam):
    def step(self, p, g, lr):
        return p * (1 - lr * self.o["weightDecay"]) - lr * self.direction(g)


class Lookahead:
    """Zhang et al. 2019, algorithm 1, around Adam."""

    def __init__(self, o):
        self.o, self.t, self.slow = o, 0, None
        self.inner = AdamW({"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.0})

    def step(self, p, g, lr):
        self.slow = p if self.slow is None else self.slow
        self.t += 1
        fast = self.inner.step(p, g, lr)
        if self.t % self.o["period"] != 0:
            return fast
        self.slow = self.slow + self.o["alpha"] * (fast - self.slow)
        return self.slow


class AdaptiveClipping:
    """Brock et al. 2021, equation 3, before plain descent: rows of matrices, and whole vectors."""

    def __init__(self, o):
        self.o = o

    def clipped(self, p, g):
        largest = self.o["clipping"] * max(norm(p), self.o["epsilon"])
        return g * largest / norm(g) if norm(g) > largest else g

    def step(self, p, g, lr):
        if p.ndim < 2:
            return p - lr * self.clipped(p, g)
        return p - lr * np.stack([self.clipped(row, d) for row, d in zip(p, g)])


FACTOR = {"decayExponent": 0.8, "clippingThreshold": 1.0, "epsilon": 1e-30, "scaleByParameter": True, "smallestScale": 1e-3, "weightDecay": 0.0}
ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-6, "weightDecay": 0.0}
MUON = {"momentum": 0.95, "nesterov": True, "iterations": 5, "weightDecay": 0.0}
# The learning rate of update t = 0, 1, ... of the paper.
PAPER = [min(0.01, 1 / np.sqrt(t + 1)) for t in range(STEPS)]
FALLING = [0.1 / (1 + 0.1 * t) for t in range(STEPS)]

CASES = [
    ("LAMB", "LAMB", Lamb, "You et al. 2020, algorithm 2", ADAM, [0.001] * STEPS),
    ("LAMB, other options", "LAMB", Lamb, "You et al. 2020, algorithm 2", {"beta1": 0.7, "beta2": 0.95, "epsilon": 1e-2, "weightDecay": 0.3}, FALLING),
    ("Adafactor", "Adafactor", Adafactor, "Shazeer and Stern 2018, algorithms 4 and 5", FACTOR, PAPER),
    ("Adafactor, other options", "Adafactor", Adafactor, "Shazeer and Stern 2018, algorithms 4 and 5", {"decayExponent": 0.5, "clippingThreshold": 0.6, "epsilon": 1e-3, "scaleByParameter": True, "smallestScale": 0.7, "weightDecay": 0.2}, FALLING),
    ("Adafactor, steps of any size", "Adafactor", Adafactor, "Shazeer and Stern 2018, algorithms 4 and 5", {**FACTOR, "scaleByParameter": False}, FALLING),
    ("Muon", "Muon", Muon, "Jordan et al. 2024", MUON, [0.02] * STEPS),
    ("Muon, other options", "Muon", Muon, "Jordan et al. 2024", {"momentum": 0.6, "nesterov": False, "iterations": 3, "weightDecay": 0.5}, FALLING),
    ("Lookahead", "Lookahead", Lookahead, "Zhang et al. 2019, algorithm 1", {"period": 5, "alpha": 0.5}, FALLING),
    ("Lookahead, other options", "Lookahead", Lookahead, "Zhang et al. 2019, algorithm 1", {"period": 3, "alpha": 0.8}, FALLING),
    ("adaptive clipping", "adaptiveClipping", AdaptiveClipping, "Brock et al. 2021, equation 3", {"clipping": 0.1, "epsilon": 1e-3}, FALLING),
    ("adaptive clipping, other epsilon", "adaptiveClipping", AdaptiveClipping, "Brock et al. 2021, equation 3", {"clipping": 0.05, "epsilon": 1.0}, FALLING),
]


def case(name, optimizer, rule, theirs, options, rates):
    parameters = [W.numpy().copy(), V.copy(), B.numpy().copy()]
    rules = [rule(options) for _ in parameters]
    steps = []
    for rate in rates:
        loss, gradients = loss_and_gradients(*parameters)
        parameters = [one.step(p, g, rate) for one, p, g in zip(rules, parameters, gradients)]
        w, v, b = (p.flatten().tolist() for p in parameters)
        steps.append({"learningRate": rate, "loss": loss, "w": w, "v": v, "b": b})
    return {"name": name, "optimizer": optimizer, "theirs": theirs, "options": options, "steps": steps}


def main():
    problem = {
        key: {"shape": list(value.shape), "data": value.flatten().tolist()}
        for key, value in {"x": x, "y": y, "w": W.numpy(), "v": V, "b": B.numpy()}.items()
    }
    lines = ",\n".join(json.dumps(case(*each), allow_nan=False) for each in CASES)
    text = f'{{"versions": {json.dumps({"numpy": np.__version__})},\n"problem": {json.dumps(problem)},\n"cases": [\n{lines}\n]}}\n'
    Path(__file__).with_suffix(".json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
