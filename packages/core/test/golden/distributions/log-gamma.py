#!/usr/bin/python3
"""How a gamma sample moves with its concentration: d log x / da = -(dF/da) / (f x), F and f being those of Gamma(a, 1).

PyTorch's own, of `torch._standard_gamma_grad`, is exact to three digits; these are by mpmath, with 40.

Debian:  apt-get install python3-mpmath python3-scipy
Run:     /usr/bin/python3 packages/core/test/golden/distributions/log-gamma.py
"""

import json
from pathlib import Path

import mpmath as mp
from scipy.special import gammainccinv, gammaincinv

mp.mp.dps = 40


def slope(a, x):
    a, x = mp.mpf(a), mp.mpf(x)
    isLow = x < a
    share = lambda t: mp.gammainc(t, 0, x, regularized=True) if isLow else -mp.gammainc(t, x, mp.inf, regularized=True)
    density = mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))
    return float(-mp.diff(share, a) / (density * x))


cases = []
for a in [0.01, 0.1, 0.5, 1.0, 2.0, 2.6, 3.0, 5.0, 10.0, 100.0, 1e4]:
    # The last two beside 2, where the way changes.
    for x in [*(float(gammaincinv(a, p)) for p in (1e-6, 0.01, 0.3, 0.5, 0.8, 0.99)), float(gammainccinv(a, 1e-6)), 2.0, 2.0000001]:
        if x > 1e-300 and gammaincinv(a, 1e-9) < x < gammainccinv(a, 1e-9):
            cases.append([a, x, slope(a, x)])

lines = ",\n".join(json.dumps(case) for case in cases)
Path(__file__).with_suffix(".json").write_text(f'{{"columns": ["a", "x", "slope"], "cases": [\n{lines}\n]}}\n')
