#!/usr/bin/python3
"""Golden values and gradients of Fourier transforms: see cases.py.

The real and the imaginary part of each case are two tensors; PyTorch's complex ones are made of them.
"""

from cases import Cases, normal, torch

GOLDEN = Cases()
FORTH = {"fft": torch.fft.fft, "ifft": torch.fft.ifft}
NORMS = [None, "ortho", "forward"]


def parts(z):
    """Without negative zeros."""
    return [z.real + 0.0, z.imag + 0.0]


def options(n, axis, norm):
    """Ours, and PyTorch's."""
    ours = {"n": n, "axis": axis, "norm": norm}
    theirs = {"n": n, "dim": axis, "norm": norm}
    return tuple({key: value for key, value in given.items() if value is not None} for given in (ours, theirs))


# Lengths: powers of 2, small factors, factors of their own, and primes that are a convolution.
LENGTHS = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 22, 25, 30, 37, 41, 60, 74]
SHAPES = [
    ("last axis", (3, 6), {}),
    ("first axis", (5, 2), {"axis": 0}),
    ("middle axis, cut", (2, 6, 3), {"axis": 1, "n": 4}),
    ("middle axis, longer", (2, 5, 3), {"axis": -2, "n": 8}),
]
seed = iter(range(1, 10_000))


def calls():
    for n in LENGTHS:
        yield f"{n} elements", (2, n), {}
    for norm in NORMS:
        for label, shape, given in SHAPES:
            yield f"{label}, {norm or 'backward'}", shape, {**given, "norm": norm}


for label, shape, given in calls():
    ours, theirs = options(given.get("n"), given.get("axis"), given.get("norm"))
    for op, transform in FORTH.items():
        re, im = normal(next(seed), *shape), normal(next(seed), *shape)
        GOLDEN.add(op, label, [{"re": re, "im": im}, ours], lambda re, im: parts(transform(torch.complex(re, im), **theirs)))
    x = normal(next(seed), *shape)
    GOLDEN.add("rfft", label, [x, ours], lambda x: parts(torch.fft.rfft(x, **theirs)))
    if not (shape[-1] == 1 and "n" not in ours):
        re, im = normal(next(seed), *shape), normal(next(seed), *shape)
        GOLDEN.add("irfft", label, [{"re": re, "im": im}, ours], lambda re, im: torch.fft.irfft(torch.complex(re, im), **theirs))

for n in [1, 3, 5, 9, 37]:
    count = n // 2 + 1
    re, im = normal(next(seed), 2, count), normal(next(seed), 2, count)
    GOLDEN.add("irfft", f"to {n} elements", [{"re": re, "im": im}, {"n": n}], lambda re, im: torch.fft.irfft(torch.complex(re, im), n=n))

for norm in NORMS:
    given = {} if norm is None else {"norm": norm}
    for op, transform in [("fft2", torch.fft.fft2), ("ifft2", torch.fft.ifft2)]:
        re, im = normal(next(seed), 2, 3, 4), normal(next(seed), 2, 3, 4)
        GOLDEN.add(op, norm or "backward", [{"re": re, "im": im}, given], lambda re, im: parts(transform(torch.complex(re, im), **given)))
        GOLDEN.add(op, f"real, {norm or 'backward'}", [re, given], lambda re: parts(transform(re, **given)))

GOLDEN.write(__file__)
