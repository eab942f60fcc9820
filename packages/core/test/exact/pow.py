"""Writes pow.json: powers of float64 numbers, correctly rounded from 60 digits. Run: python3 pow.py

Math.pow is no oracle: in Node 20 it is off by hundreds of units in the last place for bases close to 1.
"""

import json
import math
import random
from decimal import Context, Decimal, setcontext
from pathlib import Path

setcontext(Context(prec=60, Emin=-999999, Emax=999999))
random.seed(1)


def power(a, b):
    return float((Decimal(b) * Decimal(a).ln()).exp())


cases = []
for i in range(400):
    # Bases over all magnitudes and close to 1; results over all magnitudes, subnormal ones too.
    a = 2 ** random.uniform(-1074, 1023) if i % 2 else 1 + random.uniform(-0.5, 0.5) / 2 ** (i % 40)
    if a == 1:
        continue
    b = random.uniform(-1076, 1024) / math.log2(a)
    if i % 5 == 0:
        b = random.uniform(-3, 3)
    if abs(math.log2(a) * b) < 1024:
        cases.append([a, b, power(a, b)])

Path(__file__).with_name("pow.json").write_text(
    "[\n" + ",\n".join("  " + json.dumps(case) for case in cases) + "\n]\n"
)
