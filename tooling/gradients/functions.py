#!/usr/bin/python3
"""Transcendental functions with sixty digits, by mpmath: the oracle for `pnpm accuracy`.

Debian:  apt-get install python3-mpmath
Run:     /usr/bin/python3 tooling/gradients/functions.py

Writes functions.json beside it: {"version", "functions": {name: [row, ...]}}. A row is [x, high, low, single], or
[x, y, high, low, single] for a function of two: high + low is f(x) to some 22 digits, high being a float64; single is
f of x (and y) rounded to float32, or null where a float32 cannot hold it in full.
"""

import json
import random
import struct
from pathlib import Path

import mpmath
from mpmath import mp, mpf

mp.dps = 60
POINTS = 100
generator = random.Random(0)


def short(x):
    """Few digits, so that the file is small; read as the nearest float64, and rounded from there to float32."""
    return float(f"{x:.5g}")


def even(low, high, count=POINTS):
    return [short(generator.uniform(low, high)) for _ in range(count)]


def magnitudes(low, high, count=POINTS // 2):
    """Of all scales, positive."""
    return [short(10 ** generator.uniform(low, high)) for _ in range(count)]


def signed(points):
    return [x * generator.choice([-1, 1]) for x in points]


def to_single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def near(center):
    return [short(center + x) for x in signed(magnitudes(-4, -1, 40))]


ANY = even(-10, 10) + signed(magnitudes(-6, 0))
POSITIVE = even(0.01, 10) + magnitudes(-30, 30) + near(1)
INSIDE = even(-1, 1) + signed(magnitudes(-6, -1))
POWERS = list(zip(even(0.1, 10) + near(1), even(-12, 12) + even(-300, 300, 40)))

UNARY = {
    "exp": (mpmath.exp, even(-80, 80) + signed(magnitudes(-6, 1))),
    "expm1": (mpmath.expm1, even(-20, 80) + signed(magnitudes(-9, 0))),
    "log": (mpmath.log, POSITIVE),
    "log1p": (mpmath.log1p, even(-0.99, 10) + signed(magnitudes(-9, -0.1)) + magnitudes(0, 30)),
    "log2": (lambda x: mpmath.log(x) / mpmath.log(2), POSITIVE),
    "log10": (mpmath.log10, POSITIVE),
    "sqrt": (mpmath.sqrt, POSITIVE),
    "rsqrt": (lambda x: 1 / mpmath.sqrt(x), POSITIVE),
    "cbrt": (lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)), signed(POSITIVE)),
    "sin": (mpmath.sin, even(-10, 10) + even(-1000, 1000) + near(3.14159)),
    "cos": (mpmath.cos, even(-10, 10) + even(-1000, 1000) + near(1.5708)),
    "tan": (mpmath.tan, even(-10, 10) + even(-1000, 1000) + near(1.5708)),
    "asin": (mpmath.asin, INSIDE),
    "acos": (mpmath.acos, INSIDE),
    "atan": (mpmath.atan, ANY + signed(magnitudes(1, 20))),
    "sinh": (mpmath.sinh, ANY + even(-80, 80)),
    "cosh": (mpmath.cosh, ANY + even(-80, 80)),
    "tanh": (mpmath.tanh, ANY),
    "asinh": (mpmath.asinh, ANY + signed(magnitudes(1, 20))),
    "acosh": (mpmath.acosh, even(1.0001, 10) + magnitudes(1, 20)),
    "atanh": (mpmath.atanh, INSIDE),
    "sigmoid": (lambda x: 1 / (1 + mpmath.exp(-x)), ANY + even(-80, 80)),
    "logSigmoid": (lambda x: -mpmath.log1p(mpmath.exp(-x)), ANY + even(-80, 80)),
    "softplus": (lambda x: mpmath.log1p(mpmath.exp(x)), ANY + even(-80, 80)),
    "erf": (mpmath.erf, even(-4, 4) + signed(magnitudes(-6, 0))),
    "erfc": (mpmath.erfc, even(-4, 4) + even(4, 9)),
    "lgamma": (lambda x: mpmath.loggamma(x).real, even(0.01, 30) + magnitudes(-6, 6) + near(1) + near(2)),
    "digamma": (mpmath.digamma, even(0.01, 30) + magnitudes(-6, 6)),
}
BINARY = {
    "pow": (mpmath.power, POWERS),
    "atan2": (mpmath.atan2, list(zip(ANY, signed(ANY)))),
    "hypot": (mpmath.hypot, list(zip(ANY, signed(ANY)))),
}


def single(f, arguments):
    rounded = [to_single(x) for x in arguments]
    y = f(*map(mpf, rounded))
    held = mpmath.isfinite(y) and 2.0**-126 <= abs(y) <= (2 - 2.0**-23) * 2.0**127
    return float(f"{float(y):.13g}") if held else None


def row(f, arguments):
    y = f(*map(mpf, arguments))
    if not mpmath.isfinite(y) or y == 0 or not 1e-290 < abs(y) < 1e300:
        return None
    high = float(y)
    return [*arguments, high, float(f"{float(y - mpf(high)):.5g}"), single(f, arguments)]


def rows(f, points):
    found = [row(f, point if isinstance(point, tuple) else (point,)) for point in points]
    return [r for r in found if r is not None]


functions = {name: rows(f, points) for name, (f, points) in (UNARY | BINARY).items()}
lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(table)}" for name, table in functions.items())
text = f'{{"version": {json.dumps(mpmath.__version__)},\n"functions": {{\n{lines}\n}}}}\n'
(Path(__file__).parent / "functions.json").write_text(text, encoding="utf-8")
