#!/usr/bin/python3
"""Special functions with a hundred digits, rounded to float64, by mpmath (an implementation independent of ours).

Debian:  apt-get install python3-mpmath
Run:     /usr/bin/python3 packages/core/test/special/values.py

Writes values.json beside it: {"version", "functions": {name: [[x, f(x)], ...]}}; polygamma is named with its order.
"""

import json
import random
from pathlib import Path

import mpmath
from mpmath import mp, mpf

mp.dps = 100
generator = random.Random(0)


def uniform(low, high, count):
    return [generator.uniform(low, high) for _ in range(count)]


def near(center, count):
    """Points at distances of all magnitudes."""
    return [center + generator.choice([-1, 1]) * 10 ** -generator.uniform(1, 15) for _ in range(count)]


def magnitudes(low, high, count):
    return [10 ** generator.uniform(low, high) for _ in range(count)]


DIGAMMA_ROOT = 1.4616321449683622
POSITIVE = (
    uniform(0, 3, 60)
    + uniform(3, 30, 40)
    + magnitudes(-10, 8, 30)
    + [0.5, 1.0, 1.3, 1.5, 2.0, 2.5, 10.0, 9.999999, 1e-300]
    + near(1, 15)
    + near(2, 15)
    + near(DIGAMMA_ROOT, 15)
)
NEGATIVE = [x for x in uniform(-12, 0, 60) if abs(x - round(x)) > 1e-3]


def polygamma(n):
    """By the zeta function; below 0, whose terms of negative base mpmath's zeta does not sum, by recurrence."""

    def f(x):
        steps = 0
        total = mpf(0)
        while x + steps <= 0:
            total += (x + steps) ** -(n + 1)
            steps += 1
        return (-1) ** (n + 1) * mpmath.factorial(n) * (total + mpmath.zeta(n + 1, x + steps))

    return f


FUNCTIONS = {
    "erf": (mpmath.erf, uniform(-3, 3, 80) + magnitudes(-300, 1, 20) + [0.5, -0.5, 0.4999999999999999, 6.0]),
    "erfc": (
        mpmath.erfc,
        uniform(-3, 3, 60)
        + uniform(3, 26.5, 60)
        + [0.5, 0.4999999999999999, 6.28, 6.29]
        # Where formulas change, in the middle of the range of float32's last digits, and down to 0.
        + [0.25, 0.2500000000000001, 0.75, 0.7500000000000001, -0.75, -0.7500000000000001, 9.3, 10.05]
        + [26.53, 26.55, 26.7, 26.9, 27.0, 27.1, 27.2, 27.226, 27.23, 27.3, -6.0, 1e-20],
    ),
    "lgamma": (lambda x: mpmath.loggamma(x).real, POSITIVE + NEGATIVE),
    "digamma": (mpmath.digamma, POSITIVE + NEGATIVE),
}
for order in [1, 2, 3, 8, 20]:
    # Orders that do not overflow near 0.
    points = [x for x in POSITIVE if x > 1e-5] + NEGATIVE
    FUNCTIONS[f"polygamma {order}"] = (polygamma(order), points)

functions = {name: [[x, float(f(mpf(x)))] for x in points] for name, (f, points) in FUNCTIONS.items()}
lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(rows)}" for name, rows in functions.items())
text = f'{{"version": {json.dumps(mpmath.__version__)},\n"functions": {{\n{lines}\n}}}}\n'
(Path(__file__).parent / "values.json").write_text(text, encoding="utf-8")
