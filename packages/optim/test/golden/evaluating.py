#!/usr/bin/python3
"""Golden trajectories of the optimisers that evaluate the loss again, and of averages of weights.

Run:     /usr/bin/python3 packages/optim/test/golden/evaluating.py

Writes evaluating.json beside this file: {"versions", "cases", "averages"}, one
case per line:

    {name, optimizer, theirs, problem, options, steps: [{loss, evaluations, p...}]}

Problems and names of options are those of optimizers.py; "rosenbrock" is
100 (y - x^2)^2 + (1 - x)^2 of p = [x, y], from [-1.5, 2]. `evaluations` counts
the calls of the closure so far. SAM is not in PyTorch: its equations are worked
out here. `averages` holds values of a parameter in 8 updates, and what
torch.optim.swa_utils.AveragedModel makes of them.
"""

import json
from pathlib import Path

from optimizers import B, W, X, Y, data_json, np, number, torch

NAMES = {
    "learningRate": "lr",
    "iterations": "max_iter",
    "evaluations": "max_eval",
    "gradientTolerance": "tolerance_grad",
    "changeTolerance": "tolerance_change",
    "historySize": "history_size",
}


class Problem:
    def __init__(self, name):
        if name == "rosenbrock":
            self.params = [torch.tensor([-1.5, 2.0]).requires_grad_()]
        else:
            self.params = [W.clone().requires_grad_(), B.clone().requires_grad_()]
        self.evaluations = 0

    def __call__(self):
        for p in self.params:
            p.grad = None
        self.evaluations += 1
        if len(self.params) == 1:
            x, y = self.params[0]
            loss = 100 * (y - x**2) ** 2 + (1 - x) ** 2
        else:
            w, b = self.params
            loss = ((torch.tanh(X @ w + b) - Y) ** 2).mean()
        loss.backward()
        return loss


def lbfgs(problem, options):
    o = {NAMES[key]: value for key, value in options.items() if key != "lineSearch"}
    search = "strong_wolfe" if options["lineSearch"] == "strongWolfe" else None
    optimizer = torch.optim.LBFGS(problem.params, line_search_fn=search, **o)
    return lambda: optimizer.step(problem)


def sam(problem, options):
    """Foret et al. 2021, algorithm 1; adaptive: Kwon et al. 2021, equation 9. The base optimiser is SGD with momentum."""
    base = torch.optim.SGD(problem.params, lr=options["learningRate"], momentum=options["momentum"])

    def step():
        loss = problem()
        with torch.no_grad():
            own = [p.clone() for p in problem.params]
            sizes = [p.abs() if options["adaptive"] else torch.ones_like(p) for p in problem.params]
            flat = torch.cat([(s * p.grad).flatten() for s, p in zip(sizes, problem.params)])
            norm = torch.linalg.norm(flat)
            for p, size in zip(problem.params, sizes):
                p.add_(options["rho"] * size**2 * p.grad / norm)
        problem()
        with torch.no_grad():
            for p, value in zip(problem.params, own):
                p.copy_(value)
        base.step()
        return loss

    return step


WOLFE = {"lineSearch": "strongWolfe"}
NONE = {"lineSearch": "none"}

CASES = [
    ("LBFGS, one iteration a step", "LBFGS", "net", 20, {**NONE, "learningRate": 0.5, "iterations": 1}),
    ("LBFGS, short history", "LBFGS", "net", 20, {**NONE, "learningRate": 0.3, "iterations": 2, "historySize": 2}),
    # One step alone: without a line search, the jumps of further ones make 1e-7 of a difference of 1e-15.
    ("LBFGS, defaults", "LBFGS", "net", 1, NONE),
    ("LBFGS, shorter moves", "LBFGS", "net", 4, {**NONE, "learningRate": 0.5}),
    ("LBFGS, strong Wolfe, one iteration a step", "LBFGS", "net", 20, {**WOLFE, "iterations": 1}),
    ("LBFGS, strong Wolfe", "LBFGS", "net", 4, WOLFE),
    (
        "LBFGS, strong Wolfe, other options",
        "LBFGS",
        "net",
        20,
        {
            **WOLFE,
            "learningRate": 2.5,
            "iterations": 4,
            "evaluations": 3,
            "gradientTolerance": 1e-3,
            "changeTolerance": 1e-4,
            "historySize": 3,
        },
    ),
    ("LBFGS, Rosenbrock", "LBFGS", "rosenbrock", 20, {**WOLFE, "iterations": 1}),
    ("LBFGS, Rosenbrock, short first steps", "LBFGS", "rosenbrock", 20, {**WOLFE, "iterations": 2, "learningRate": 0.01, "historySize": 4}),
    ("LBFGS, Rosenbrock, long first steps", "LBFGS", "rosenbrock", 20, {**WOLFE, "iterations": 1, "learningRate": 30.0}),
    ("SAM", "SAM", "net", 20, {"rho": 0.2, "adaptive": False, "learningRate": 0.1, "momentum": 0.5}),
    ("SAM, adaptive", "SAM", "net", 20, {"rho": 0.5, "adaptive": True, "learningRate": 0.1, "momentum": 0.5}),
]

THEIRS = {
    "LBFGS": "optim.LBFGS",
    "SAM": "Foret et al. 2021, algorithm 1",
    "SAM, adaptive": "Kwon et al. 2021, equation 9",
}


def case(name, optimizer, kind, count, options):
    problem = Problem(kind)
    step = {"LBFGS": lbfgs, "SAM": sam}[optimizer](problem, options)
    steps = []
    for _ in range(count):
        loss = step().item()
        p = [x for param in problem.params for x in data_json(param)]
        steps.append({"loss": number(loss), "evaluations": problem.evaluations, "p": p})
    theirs = THEIRS.get(name, THEIRS[optimizer])
    return {"name": name, "optimizer": optimizer, "theirs": theirs, "problem": kind, "options": options, "steps": steps}


def averages():
    values = np.random.RandomState(7).standard_normal((8, 3)).round(4)
    module = torch.nn.Linear(3, 1, bias=False)

    def run(avg_fn=None):
        averaged = torch.optim.swa_utils.AveragedModel(module, avg_fn=avg_fn)
        found = []
        for value in values:
            with torch.no_grad():
                module.weight.copy_(torch.from_numpy(value)[None])
            averaged.update_parameters(module)
            found.append(data_json(averaged.module.weight))
        return found

    return {
        "values": values.tolist(),
        # Its first update copies the values, so that ours begins with them.
        "Ema": {"decay": 0.8, "theirs": "optim.swa_utils.AveragedModel", "averages": run(lambda a, p, n: 0.8 * a + 0.2 * p)},
        "StochasticWeightAverage": {"theirs": "optim.swa_utils.AveragedModel", "averages": run()},
    }


def main():
    versions = {"torch": torch.__version__, "numpy": np.__version__}
    lines = ",\n".join(json.dumps(case(*each), allow_nan=False) for each in CASES)
    text = f'{{"versions": {json.dumps(versions)},\n"cases": [\n{lines}\n],\n"averages": {json.dumps(averages())}}}\n'
    Path(__file__).with_suffix(".json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
