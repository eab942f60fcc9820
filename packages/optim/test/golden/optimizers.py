#!/usr/bin/python3
"""Golden trajectories of the optimizers, computed with PyTorch.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/optim/test/golden/optimizers.py

Writes optimizers.json beside this file: {"versions", "problem", "cases",
"clipGradNorm"}, one case per line:

    {name, optimizer, theirs, options, schedule, groups, steps: [{learningRate, loss, w, b}]}

`theirs` is what computed it: a class of PyTorch, or the paper whose equations
this script works out where PyTorch 1.13 has none (Lion; epsilon inside of the
root). `groups` is null, or what the groups [w] and [b] have of their own.

and "schedules", the rates that PyTorch's schedulers give: {name, theirs, rates}.

`problem` holds the tensors x, y and the initial w, b as {shape, data}, data
being flat and row-major; the loss is mean((tanh(x @ w + b) - y) ** 2). In each
step, loss is taken before the update, and w, b (flat data) after it. `schedule`
is null, or {base, decay}: step t = 0, 1, ... then uses the learning rate
base / (1 + decay * t), and options.learningRate is the base. All arithmetic is
float64. NaN and the infinities would be written as the strings "NaN",
"Infinity" and "-Infinity".

PyTorch's update rules (g is the gradient plus weightDecay * p; the state
starts at zero; t counts from 1):
  SGD       v = momentum v + g;  p -= lr v   (nesterov: p -= lr (g + momentum v))
  RMSprop   s = alpha s + (1 - alpha) g^2;  p -= lr g / (sqrt(s) + epsilon)
  Adam      m = beta1 m + (1 - beta1) g;  s = beta2 s + (1 - beta2) g^2;
            p -= lr m / (1 - beta1^t) / (sqrt(s / (1 - beta2^t)) + epsilon)
  AdamW     p *= 1 - lr weightDecay, then Adam without it
  Adagrad   s = s + g^2;  p -= lr g / (sqrt(s) + epsilon)
  amsgrad   the largest s so far in place of s
  centered  s - (mean of g)^2 in place of s, of RMSprop
  NAdam, RAdam, Adamax, Rprop  as in torch.optim
  Adadelta  s = rho s + (1 - rho) g^2;  d = sqrt(u + epsilon) / sqrt(s + epsilon) g;
            u = rho u + (1 - rho) d^2;  p -= lr d

`clipGradNorm` holds the gradients and, for each maxNorm, what
torch.nn.utils.clip_grad_norm_ makes of them: each is multiplied by
coefficient = min(1, maxNorm / (totalNorm + 1e-6)), totalNorm being the 2-norm
of all of them together, before clipping.
"""

import json
import math
import os
from pathlib import Path

# Plain libm code paths, so that the CPU's vector extensions do not matter.
os.environ["ATEN_CPU_CAPABILITY"] = "default"

import numpy as np
import torch

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
torch.set_default_dtype(torch.float64)

STEPS = 20
SCHEDULE = {"base": 0.1, "decay": 0.1}
CLIP_EPSILON = 1e-6  # fixed inside clip_grad_norm_


def number(x):
    """A float as strict JSON can hold it."""
    if isinstance(x, float) and not math.isfinite(x):
        return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
    return x


def data_json(t):
    return [number(x) for x in t.detach().reshape(-1).tolist()]


def tensor_json(t):
    return {"shape": list(t.shape), "data": data_json(t)}


def normal(seed, *shape, scale=1.0):
    """Seeded normal values rounded to four decimals (numpy's frozen legacy stream)."""
    values = np.random.RandomState(seed).standard_normal(shape)
    return torch.from_numpy(np.asarray(np.round(values * scale, 4)))


X = normal(1, 5, 3)
Y = normal(2, 5, 2, scale=0.5)
W = normal(3, 3, 2, scale=0.5)
B = normal(4, 2, scale=0.5)


def torch_optimizer(name):
    """Makes an optimiser of torch.optim from options by our names."""
    names = {
        "learningRate": "lr",
        "epsilon": "eps",
        "weightDecay": "weight_decay",
        "momentumDecay": "momentum_decay",
    }

    def converted(options):
        o = {key: value for key, value in options.items() if key != "epsilonInside"}
        if "beta1" in o:
            o["betas"] = (o.pop("beta1"), o.pop("beta2"))
        if "etaMinus" in o:
            o["etas"] = (o.pop("etaMinus"), o.pop("etaPlus"))
            o["step_sizes"] = (o.pop("smallestStep"), o.pop("largestStep"))
        return {names.get(key, key): value for key, value in o.items()}

    def make(params, options, groups=None):
        if groups is not None:
            params = [{"params": [p], **converted(own)} for p, own in zip(params, groups)]
        # NAdam's loop over parameters has a factor too many in 1.13: mu_t counts twice in the product up to t + 1. Its
        # other implementation, and later versions, are as the paper.
        return getattr(torch.optim, name)(params, foreach=name == "NAdam", **converted(options))

    return make


class ByEquations:
    """An optimiser whose update of one parameter is a generator: it is sent gradients and learning rates."""

    def __init__(self, rule):
        self.rule = rule

    def __call__(self, params, options, groups=None):
        self.param_groups = [{"lr": options["learningRate"]}]
        self.params = params
        self.updates = [self.rule(p, options) for p in params]
        for update in self.updates:
            next(update)
        return self

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p, update in zip(self.params, self.updates):
            p.copy_(update.send((p.clone(), p.grad.clone(), self.param_groups[0]["lr"])))


def lion(p, o):
    """Chen et al. 2023, algorithm 2."""
    m, new = torch.zeros_like(p), None
    while True:
        p, g, lr = yield new
        c = o["beta1"] * m + (1 - o["beta1"]) * g
        new = p - lr * (torch.sign(c) + o["weightDecay"] * p)
        m = o["beta2"] * m + (1 - o["beta2"]) * g


def adam_inside(p, o):
    """Kingma and Ba 2015, with epsilon inside of the root."""
    m, s, largest, new, t = torch.zeros_like(p), torch.zeros_like(p), torch.zeros_like(p), None, 0
    while True:
        p, g, lr = yield new
        t += 1
        g = g + o["weightDecay"] * p
        m = o["beta1"] * m + (1 - o["beta1"]) * g
        s = o["beta2"] * s + (1 - o["beta2"]) * g * g
        largest = torch.maximum(largest, s)
        used = largest if o["amsgrad"] else s
        new = p - lr * (m / (1 - o["beta1"] ** t)) / torch.sqrt(used / (1 - o["beta2"] ** t) + o["epsilon"])


def rmsprop_inside(p, o):
    """Hinton 2012 and Graves 2013, equations 38 to 45, with momentum as in PyTorch."""
    s, mean, v, new = torch.zeros_like(p), torch.zeros_like(p), torch.zeros_like(p), None
    while True:
        p, g, lr = yield new
        g = g + o["weightDecay"] * p
        s = o["alpha"] * s + (1 - o["alpha"]) * g * g
        mean = o["alpha"] * mean + (1 - o["alpha"]) * g
        used = s - mean * mean if o["centered"] else s
        v = o["momentum"] * v + g / torch.sqrt(used + o["epsilon"])
        new = p - lr * v


# PyTorch's defaults, but for SGD's learning rate (it has none) and momentum.
OPTIMIZERS = [
    ("SGD", "SGD", {"learningRate": 0.1, "momentum": 0.0, "nesterov": False}),
    ("SGD, momentum", "SGD", {"learningRate": 0.1, "momentum": 0.9, "nesterov": False}),
    ("SGD, Nesterov", "SGD", {"learningRate": 0.1, "momentum": 0.9, "nesterov": True}),
    ("RMSprop", "RMSprop", {"learningRate": 0.01, "alpha": 0.99, "epsilon": 1e-8, "momentum": 0.0}),
    ("Adam", "Adam", {"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
    ("AdamW", "AdamW", {"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
    ("Adagrad", "Adagrad", {"learningRate": 0.01, "epsilon": 1e-10}),
    ("Adadelta", "Adadelta", {"learningRate": 1.0, "rho": 0.9, "epsilon": 1e-6}),
]

ADAMS = {"learningRate": 0.02, "beta1": 0.7, "beta2": 0.95, "epsilon": 1e-3, "weightDecay": 0.1}
RMS = {"learningRate": 0.02, "alpha": 0.8, "epsilon": 1e-3, "momentum": 0.0, "centered": False, "weightDecay": 0.1}

# Without a schedule: name, optimizer, options. Names that torch.optim lacks are in EQUATIONS.
OTHERS = [
    ("SGD, other momentum", "SGD", {"learningRate": 0.1, "momentum": 0.5, "nesterov": False, "weightDecay": 0.1}),
    ("SGD, other Nesterov momentum", "SGD", {"learningRate": 0.1, "momentum": 0.5, "nesterov": True, "weightDecay": 0.1}),
    ("Adagrad, other options", "Adagrad", {"learningRate": 0.1, "epsilon": 0.1, "weightDecay": 0.1}),
    ("Adadelta, other options", "Adadelta", {"learningRate": 0.5, "rho": 0.7, "epsilon": 1e-3, "weightDecay": 0.1}),
    ("Adam, other options", "Adam", {**ADAMS, "amsgrad": False}),
    ("Adam, amsgrad", "Adam", {**ADAMS, "amsgrad": True}),
    ("AdamW, amsgrad", "AdamW", {**ADAMS, "amsgrad": True}),
    ("Adam, epsilon inside", "Adam", {**ADAMS, "amsgrad": False, "epsilonInside": True}),
    ("Adam, epsilon inside, amsgrad", "Adam", {**ADAMS, "amsgrad": True, "epsilonInside": True}),
    ("RMSprop, other options", "RMSprop", RMS),
    ("RMSprop, centered", "RMSprop", {**RMS, "centered": True}),
    ("RMSprop, momentum", "RMSprop", {**RMS, "momentum": 0.7}),
    ("RMSprop, centered, momentum", "RMSprop", {**RMS, "centered": True, "momentum": 0.7}),
    ("RMSprop, epsilon inside", "RMSprop", {**RMS, "epsilonInside": True}),
    ("RMSprop, epsilon inside, centered, momentum", "RMSprop", {**RMS, "epsilonInside": True, "centered": True, "momentum": 0.7}),
    ("NAdam", "NAdam", {"learningRate": 0.002}),
    ("NAdam, other options", "NAdam", {**ADAMS, "momentumDecay": 0.1}),
    ("RAdam", "RAdam", {"learningRate": 0.001}),
    ("RAdam, other options", "RAdam", ADAMS),
    ("RAdam, never rectified", "RAdam", {**ADAMS, "beta2": 0.5}),
    ("Adamax", "Adamax", {"learningRate": 0.002}),
    ("Adamax, other options", "Adamax", ADAMS),
    ("Lion", "Lion", {"learningRate": 0.0001, "beta1": 0.9, "beta2": 0.99, "weightDecay": 0.0}),
    ("Lion, other options", "Lion", {"learningRate": 0.02, "beta1": 0.7, "beta2": 0.8, "weightDecay": 0.5}),
    ("Rprop", "Rprop", {"learningRate": 0.01}),
    ("Rprop, other options", "Rprop", {"learningRate": 0.2, "etaMinus": 0.3, "etaPlus": 1.4, "smallestStep": 0.01, "largestStep": 0.25}),
]

EQUATIONS = {
    "Lion": (lion, "Chen et al. 2023, algorithm 2"),
    "Adam": (adam_inside, "Kingma and Ba 2015, with epsilon inside of the root"),
    "RMSprop": (rmsprop_inside, "Hinton 2012, with epsilon inside of the root"),
}

GROUPS = [
    ("groups of SGD", "SGD", {"learningRate": 0.1, "momentum": 0.9, "nesterov": False, "weightDecay": 0.1}, [{"weightDecay": 0.0}, {"learningRate": 0.02, "momentum": 0.5}]),
    ("groups of AdamW", "AdamW", {**ADAMS, "amsgrad": False}, [{}, {"learningRate": 0.1, "beta1": 0.5, "beta2": 0.9, "weightDecay": 0.0, "amsgrad": True}]),
]


def trajectory(make, options, schedule, groups=None):
    w = W.clone().requires_grad_()
    b = B.clone().requires_grad_()
    optimizer = make([w, b], options, groups)
    steps = []
    for t in range(STEPS):
        rate = schedule["base"] / (1 + schedule["decay"] * t) if schedule else options["learningRate"]
        if groups is None:
            for group in optimizer.param_groups:
                group["lr"] = rate
        optimizer.zero_grad()
        loss = ((torch.tanh(X @ w + b) - Y) ** 2).mean()
        loss.backward()
        optimizer.step()
        steps.append({"learningRate": rate, "loss": number(loss.item()), "w": data_json(w), "b": data_json(b)})
    return steps


def case(name, optimizer, options, schedule=None, groups=None):
    if options.get("epsilonInside") or not hasattr(torch.optim, optimizer):
        rule, theirs = EQUATIONS[optimizer]
        make = ByEquations(rule)
    else:
        make, theirs = torch_optimizer(optimizer), f"optim.{optimizer}"
    return {
        "name": name,
        "optimizer": optimizer,
        "theirs": theirs,
        "options": options,
        "schedule": schedule,
        "groups": groups,
        "steps": trajectory(make, options, schedule, groups),
    }


def optimizer_cases():
    cases = []
    for name, optimizer, constants in OPTIMIZERS:
        for weight_decay in (0.0, 0.1):
            for schedule in (None, SCHEDULE):
                options = {**constants, "weightDecay": weight_decay}
                if schedule:
                    options["learningRate"] = schedule["base"]
                decayed = f", weight decay {weight_decay}" if weight_decay else ""
                cases.append(case(name + decayed + (", schedule" if schedule else ""), optimizer, options, schedule))
    cases += [case(name, optimizer, options) for name, optimizer, options in OTHERS]
    cases += [case(name, optimizer, options, groups=groups) for name, optimizer, options, groups in GROUPS]
    return cases


def clip_grad_norm():
    gradients = [normal(5, 3, 2, scale=2), normal(6, 2, scale=2)]
    results = []
    for max_norm in (0.5, 100.0):
        params = [torch.zeros_like(g).requires_grad_() for g in gradients]
        for p, g in zip(params, gradients):
            p.grad = g.clone()
        total_norm = torch.nn.utils.clip_grad_norm_(params, max_norm).item()
        results.append(
            {
                "maxNorm": max_norm,
                "totalNorm": total_norm,
                "coefficient": min(1.0, max_norm / (total_norm + CLIP_EPSILON)),
                "clipped": [tensor_json(p.grad) for p in params],
            }
        )
    return {"epsilon": CLIP_EPSILON, "gradients": [tensor_json(g) for g in gradients], "results": results}


def schedules():
    """The rates of 30 updates, by PyTorch's schedulers."""
    make = torch.optim.lr_scheduler
    warm_up = lambda o, steps: make.LinearLR(o, start_factor=1 / (steps + 1), total_iters=steps)
    found = []
    for name, theirs, base, scheduler in [
        ("exponential", "ExponentialLR", 0.5, lambda o: make.ExponentialLR(o, gamma=0.9)),
        ("staircase", "StepLR", 0.5, lambda o: make.StepLR(o, step_size=7, gamma=0.1)),
        ("linear", "LinearLR", 0.5, lambda o: make.LinearLR(o, start_factor=1.0, end_factor=0.2, total_iters=20)),
        # CosineAnnealingLR is periodic: it rises again after T_max.
        ("cosine", "CosineAnnealingLR", 0.5, lambda o: make.CosineAnnealingLR(o, T_max=30, eta_min=0.05)),
        ("piecewise", "MultiStepLR", 0.5, lambda o: make.MultiStepLR(o, milestones=[5, 12], gamma=0.1)),
        (
            "piecewise of schedules",
            "SequentialLR",
            0.5,
            lambda o: make.SequentialLR(
                o, [make.ConstantLR(o, factor=0.2, total_iters=50), make.ExponentialLR(o, gamma=0.8)], milestones=[8]
            ),
        ),
        ("inverseTime", "LambdaLR", 0.5, lambda o: make.LambdaLR(o, lambda t: 1 / (1 + 0.2 * t))),
        ("polynomial", "PolynomialLR", 0.5, lambda o: make.PolynomialLR(o, total_iters=20, power=2.5)),
        ("cosineRestarts", "CosineAnnealingWarmRestarts", 0.5, lambda o: make.CosineAnnealingWarmRestarts(o, T_0=7)),
        (
            "cosineRestarts, growth",
            "CosineAnnealingWarmRestarts",
            0.5,
            lambda o: make.CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2, eta_min=0.05),
        ),
        ("oneCycle", "OneCycleLR", 0.5, lambda o: make.OneCycleLR(o, max_lr=0.5, total_steps=30)),
        (
            "oneCycle, other options",
            "OneCycleLR",
            0.5,
            lambda o: make.OneCycleLR(
                o,
                max_lr=0.5,
                total_steps=30,
                pct_start=0.25,
                div_factor=10,
                final_div_factor=20,
                anneal_strategy="linear",
                three_phase=True,
            ),
        ),
        ("warmup", "LinearLR", 0.5, lambda o: warm_up(o, 9)),
        (
            "warmupCosine",
            "SequentialLR",
            0.5,
            lambda o: make.SequentialLR(
                o, [warm_up(o, 6), make.CosineAnnealingLR(o, T_max=24, eta_min=0.05)], milestones=[6]
            ),
        ),
        (
            "scaled",
            "ChainedScheduler",
            0.5,
            lambda o: make.ChainedScheduler([make.ExponentialLR(o, gamma=0.9), make.StepLR(o, step_size=7, gamma=0.5)]),
        ),
    ]:
        optimizer = torch.optim.SGD([torch.zeros(1).requires_grad_()], lr=base, momentum=0.9)
        schedule = scheduler(optimizer)
        rates = []
        for _ in range(30):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        found.append({"name": name, "theirs": f"lr_scheduler.{theirs}", "rates": rates})
    return found


def main():
    versions = {"torch": torch.__version__, "numpy": np.__version__}
    problem = {
        "loss": "mean((tanh(x @ w + b) - y) ** 2)",
        "x": tensor_json(X),
        "y": tensor_json(Y),
        "w": tensor_json(W),
        "b": tensor_json(B),
    }
    lines = ",\n".join(json.dumps(c, allow_nan=False) for c in optimizer_cases())
    schedule_lines = ",\n".join(json.dumps(s, allow_nan=False) for s in schedules())
    text = (
        f'{{"versions": {json.dumps(versions)},\n"problem": {json.dumps(problem, allow_nan=False)},\n'
        f'"cases": [\n{lines}\n],\n"clipGradNorm": {json.dumps(clip_grad_norm(), allow_nan=False)},\n"schedules": [\n{schedule_lines}\n]}}\n'
    )
    Path(__file__).with_suffix(".json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
