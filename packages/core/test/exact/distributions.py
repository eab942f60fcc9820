#!/usr/bin/python3
"""What distributions give, with first and second derivatives, with a hundred digits, rounded to float64, by mpmath.

Debian:  apt-get install python3-mpmath
Run:     /usr/bin/python3 packages/core/test/exact/distributions.py

Writes distributions.json beside it: {"version", "functions": {name: [[x, f, f', f'', c0, c1, c2], ...]}}. All x are
float32. The c say by how much a relative error of x grows in the value and in each derivative: |x f' / f| and so on.
"""

import json
import struct
from pathlib import Path

import mpmath
from mpmath import log, loggamma, mp, mpf, psi

mp.dps = 110


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


LOGITS = [sign * size for size in [0.1, 0.5, 1.5, 4.0, 9.0, 15.0, 17.0, 25.0, 40.0, 80.0] for sign in (1, -1)]
SHARES = [1e-20, 1e-8, 1e-4, 0.01, 0.3, 0.9, 0.999, 0.99999, 1 - 2**-24]
SIZES = [1e-4, 0.1, 0.75, 3.0, 12.0, 80.0, 1e3, 1e5]
QUARTER, HALVES = mpf("0.25"), mpf("1.5")


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def softplus(x):
    return mpmath.log1p(mpmath.exp(x)) if x.real < 0 else x + mpmath.log1p(mpmath.exp(-x))


def log_beta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def binary_entropy(x):
    return sigmoid(x) * softplus(-x) + sigmoid(-x) * softplus(x)


def beta_entropy(a, b):
    return log_beta(a, b) - (a - 1) * psi(0, a) - (b - 1) * psi(0, b) + (a + b - 2) * psi(0, a + b)


def beta_divergence(a, b, other_a, other_b):
    slopes = (a - other_a) * psi(0, a) + (b - other_b) * psi(0, b)
    return log_beta(other_a, other_b) - log_beta(a, b) + slopes - (a - other_a + b - other_b) * psi(0, a + b)


FUNCTIONS = {
    "Bernoulli variance of logits": (lambda x: sigmoid(x) * sigmoid(-x), LOGITS),
    "Bernoulli entropy of logits": (binary_entropy, LOGITS),
    "Bernoulli density of 0": (lambda p: mpmath.log1p(-p), SHARES),
    "Bernoulli entropy": (lambda p: -p * log(p) - (1 - p) * mpmath.log1p(-p), SHARES),
    "Categorical entropy of logits": (binary_entropy, [x for x in LOGITS if 0.1 < abs(x) < 18]),
    "Gamma density by the concentration": (lambda a: a * log(HALVES) + (a - 1) * log(2) - 3 - loggamma(a), SIZES),
    "Gamma entropy": (lambda a: a - log(HALVES) + loggamma(a) + (1 - a) * psi(0, a), SIZES),
    "Beta density": (lambda x: 999 * mpmath.log1p(-x) - log_beta(1, 1000), SHARES),
    "Beta density by a concentration": (
        lambda a: (a - 1) * log(QUARTER) + log(1 - QUARTER) / 2 - log_beta(a, HALVES),
        SIZES,
    ),
    "Beta variance": (lambda a: a * HALVES / ((a + HALVES) ** 2 * (a + HALVES + 1)), SIZES),
    "Beta entropy": (lambda a: beta_entropy(a, HALVES), SIZES),
    "Dirichlet variance": (lambda a: a * HALVES / ((a + HALVES) ** 2 * (a + HALVES + 1)), SIZES),
    "Dirichlet entropy": (lambda a: beta_entropy(a, HALVES), SIZES),
    "divergence of Normal": (lambda m: m * m / 2, [1e-4, 1e-2, 1.0, 100.0]),
    "divergence of Gamma": (lambda a: loggamma(2) - loggamma(a) + (a - 2) * psi(0, a), SIZES),
    "divergence of Beta": (lambda a: beta_divergence(a, mpf(1), mpf(2), mpf(1)), SIZES),
    "divergence of Dirichlet": (lambda a: beta_divergence(a, mpf(1), mpf(2), mpf(1)), SIZES),
}


def rows(f, points):
    for x in map(single, points):
        step = mpf(x) * mpf(10) ** -20
        value, first, second, third = (mpmath.diff(f, mpf(x), n, h=step) for n in range(4))
        growth = [abs(x * first / value), abs(x * second / first), abs(x * third / second) if second else 0]
        yield [x, float(value), float(first), float(second), *(float(mpmath.nstr(g, 3)) for g in growth)]


def main():
    functions = {name: list(rows(*spec)) for name, spec in FUNCTIONS.items()}
    lines = ",\n".join(f'"{name}": {json.dumps(found, allow_nan=False)}' for name, found in functions.items())
    text = f'{{"version": "{mpmath.__version__}",\n"functions": {{\n{lines}\n}}}}\n'
    Path(__file__).with_suffix(".json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
