#!/usr/bin/python3
"""Golden trajectories of the optimizers, computed with PyTorch.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/optim/test/golden/optimizers.py

Writes optimizers.json beside this file: {"versions", "problem", "cases",
"clipGradNorm"}, one case per line:

    {name, optimizer, options, schedule, steps: [{learningRate, loss, w, b}]}

and "schedules", the rates that PyTorch's schedulers give: {name, rates}.

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


def sgd(params, o):
    return torch.optim.SGD(
        params,
        lr=o["learningRate"],
        momentum=o["momentum"],
        dampening=0,
        nesterov=o["nesterov"],
        weight_decay=o["weightDecay"],
        foreach=False,
    )


def rmsprop(params, o):
    return torch.optim.RMSprop(
        params,
        lr=o["learningRate"],
        alpha=o["alpha"],
        eps=o["epsilon"],
        momentum=o["momentum"],
        centered=False,
        weight_decay=o["weightDecay"],
        foreach=False,
    )


def adam(params, o):
    return torch.optim.Adam(
        params,
        lr=o["learningRate"],
        betas=(o["beta1"], o["beta2"]),
        eps=o["epsilon"],
        weight_decay=o["weightDecay"],
        amsgrad=False,
        foreach=False,
    )


def adam_w(params, o):
    return torch.optim.AdamW(
        params,
        lr=o["learningRate"],
        betas=(o["beta1"], o["beta2"]),
        eps=o["epsilon"],
        weight_decay=o["weightDecay"],
        foreach=False,
    )


def adagrad(params, o):
    return torch.optim.Adagrad(
        params, lr=o["learningRate"], eps=o["epsilon"], weight_decay=o["weightDecay"], foreach=False
    )


def adadelta(params, o):
    return torch.optim.Adadelta(
        params, lr=o["learningRate"], rho=o["rho"], eps=o["epsilon"], weight_decay=o["weightDecay"], foreach=False
    )


# PyTorch's defaults, but for SGD's learning rate (it has none) and momentum.
OPTIMIZERS = [
    ("SGD", "SGD", sgd, {"learningRate": 0.1, "momentum": 0.0, "nesterov": False}),
    ("SGD, momentum", "SGD", sgd, {"learningRate": 0.1, "momentum": 0.9, "nesterov": False}),
    ("SGD, Nesterov", "SGD", sgd, {"learningRate": 0.1, "momentum": 0.9, "nesterov": True}),
    ("RMSprop", "RMSprop", rmsprop, {"learningRate": 0.01, "alpha": 0.99, "epsilon": 1e-8, "momentum": 0.0}),
    ("Adam", "Adam", adam, {"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
    ("AdamW", "AdamW", adam_w, {"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
    ("Adagrad", "Adagrad", adagrad, {"learningRate": 0.01, "epsilon": 1e-10}),
    ("Adadelta", "Adadelta", adadelta, {"learningRate": 1.0, "rho": 0.9, "epsilon": 1e-6}),
]


def trajectory(make, options, schedule):
    w = W.clone().requires_grad_()
    b = B.clone().requires_grad_()
    optimizer = make([w, b], options)
    steps = []
    for t in range(STEPS):
        rate = schedule["base"] / (1 + schedule["decay"] * t) if schedule else options["learningRate"]
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        loss = ((torch.tanh(X @ w + b) - Y) ** 2).mean()
        loss.backward()
        optimizer.step()
        steps.append({"learningRate": rate, "loss": number(loss.item()), "w": data_json(w), "b": data_json(b)})
    return steps


def optimizer_cases():
    cases = []
    for name, optimizer, make, constants in OPTIMIZERS:
        for weight_decay in (0.0, 0.1):
            for schedule in (None, SCHEDULE):
                options = {**constants, "weightDecay": weight_decay}
                if schedule:
                    options["learningRate"] = schedule["base"]
                cases.append(
                    {
                        "name": name
                        + (f", weight decay {weight_decay}" if weight_decay else "")
                        + (", schedule" if schedule else ""),
                        "optimizer": optimizer,
                        "options": options,
                        "schedule": schedule,
                        "steps": trajectory(make, options, schedule),
                    }
                )
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
    found = []
    for name, base, scheduler in [
        ("exponential", 0.5, lambda o: make.ExponentialLR(o, gamma=0.9)),
        ("staircase", 0.5, lambda o: make.StepLR(o, step_size=7, gamma=0.1)),
        ("linear", 0.5, lambda o: make.LinearLR(o, start_factor=1.0, end_factor=0.2, total_iters=20)),
        # CosineAnnealingLR is periodic: it rises again after T_max.
        ("cosine", 0.5, lambda o: make.CosineAnnealingLR(o, T_max=30, eta_min=0.05)),
        ("piecewise", 0.5, lambda o: make.MultiStepLR(o, milestones=[5, 12], gamma=0.1)),
    ]:
        optimizer = torch.optim.SGD([torch.zeros(1).requires_grad_()], lr=base)
        schedule = scheduler(optimizer)
        rates = []
        for _ in range(30):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        found.append({"name": name, "rates": rates})
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
    text = (
        f'{{"versions": {json.dumps(versions)},\n"problem": {json.dumps(problem, allow_nan=False)},\n'
        f'"cases": [\n{lines}\n],\n"clipGradNorm": {json.dumps(clip_grad_norm(), allow_nan=False)},\n"schedules": {json.dumps(schedules())}}}\n'
    )
    Path(__file__).with_suffix(".json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
