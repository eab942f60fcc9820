#!/usr/bin/python3
"""First and second derivatives of elementwise functions with a hundred digits, rounded to float64, by mpmath.

Debian:  apt-get install python3-mpmath
Run:     /usr/bin/python3 packages/core/test/exact/derivatives.py

Writes derivatives.json beside it: {"version", "functions": {name: [[x, f', f'', c1, c2], ...]}}. All x are float32.
c1 and c2 say by how much a relative error of x grows in each derivative: |x f'' / f'| and |x f''' / f''|. Points are
left out where a derivative is beyond the normal range of float32.
"""

import json
import struct
from pathlib import Path

import mpmath
from mpmath import mp, mpf

mp.dps = 130


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


SIZES = [1e-4, 0.01, 0.1, 0.5, 1.0, 1.7, 2.5, 4.0, 6.0, 9.0, 12.0, 15.0, 17.0, 20.0, 25.0, 30.0, 40.0, 60.0, 80.0]
BOTH = [sign * size for size in SIZES for sign in (1, -1)]
INSIDE = [
    sign * size
    for size in [1e-4, 0.01, 0.1, 0.5, 0.9, 0.999, 0.99999, 1 - 2**-20, 1 - 2**-24]
    for sign in (1, -1)
]
POSITIVE = SIZES + [1e-8, 1e-20, 1e4, 1e8]


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def softplus(x):
    return mpmath.log1p(mpmath.exp(x)) if x.real < 0 else x + mpmath.log1p(mpmath.exp(-x))


def tanh_gelu(x):
    return x * sigmoid(2 * mpmath.sqrt(2 / mpmath.pi) * (x + mpf("0.044715") * x**3))


FUNCTIONS = {
    "sigmoid": (sigmoid, BOTH),
    "logSigmoid": (lambda x: -softplus(-x), BOTH),
    "softplus": (softplus, BOTH),
    "tanh": (mpmath.tanh, BOTH),
    "silu": (lambda x: x * sigmoid(x), BOTH),
    "mish": (lambda x: x * mpmath.tanh(softplus(x)), BOTH),
    "gelu": (lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2, BOTH),
    "gelu tanh": (tanh_gelu, BOTH),
    "softsign": (lambda x: x / (1 + abs(x)), BOTH),
    "erf": (mpmath.erf, BOTH),
    "erfc": (mpmath.erfc, BOTH),
    "exp": (mpmath.exp, BOTH),
    "expm1": (mpmath.expm1, BOTH),
    "sinh": (mpmath.sinh, BOTH),
    "cosh": (mpmath.cosh, BOTH),
    "asinh": (mpmath.asinh, BOTH + [1e8, -1e8]),
    "atan": (mpmath.atan, BOTH + [1e8, -1e8]),
    "asin": (mpmath.asin, INSIDE),
    "acos": (mpmath.acos, INSIDE),
    "atanh": (mpmath.atanh, INSIDE),
    "acosh": (mpmath.acosh, [1 + 2**-23, 1.0001, 1.1, 2.0, 9.0, 1e4, 1e8]),
    "log": (mpmath.log, POSITIVE),
    "log1p": (mpmath.log1p, POSITIVE + [-x for x in INSIDE if x > 0]),
    "log2": (lambda x: mpmath.log(x, 2), POSITIVE),
    "log10": (mpmath.log10, POSITIVE),
    "sqrt": (mpmath.sqrt, POSITIVE),
    "rsqrt": (lambda x: 1 / mpmath.sqrt(x), [x for x in POSITIVE if x > 1e-10]),
    "cbrt": (mpmath.cbrt, POSITIVE),
}
SMALLEST = 2.0**-126


def rows(f, points):
    for x in map(single, points):
        step = mpf(x) * mpf(10) ** -25
        first, second, third = (mpmath.diff(f, mpf(x), n, h=step) for n in (1, 2, 3))
        if not all(SMALLEST < abs(d) < 3e38 for d in (first, second)):
            continue
        growth = [abs(x * second / first), abs(x * third / second)]
        yield [x, float(first), float(second), *(float(mpmath.nstr(g, 3)) for g in growth)]


def main():
    functions = {name: list(rows(*spec)) for name, spec in FUNCTIONS.items()}
    lines = ",\n".join(f'"{name}": {json.dumps(found, allow_nan=False)}' for name, found in functions.items())
    text = f'{{"version": "{mpmath.__version__}",\n"functions": {{\n{lines}\n}}}}\n'
    Path(__file__).with_suffix(".json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
