#!/usr/bin/python3
"""Golden values and gradients of linear algebra: see cases.py.

What is not unique is made so as our ops document it:
  - R of qr has a diagonal that is not negative;
  - in each eigenvector, and each left singular vector, the element of largest absolute value is positive;
  - svd gives V, not its transpose;
  - cholesky and eigh factor the symmetric part of their argument.
"""

from cases import Cases, normal, torch

GOLDEN = Cases()
case = GOLDEN.add


def symmetric(x):
    return (x + x.transpose(-1, -2)) / 2


def definite(seed, *shape):
    """Symmetric and positive definite, of four decimals."""
    x = normal(seed, *shape)
    a = x @ x.transpose(-1, -2) + torch.eye(shape[-1])
    return (symmetric(a) * 1e4).round() / 1e4


def leading_signs(vectors):
    """The sign of the largest element of each column."""
    rows = vectors.abs().argmax(-2, keepdim=True)
    return torch.gather(vectors, -2, rows).sign().detach()


def qr(x):
    q, r = torch.linalg.qr(x)
    signs = torch.diagonal(r, dim1=-2, dim2=-1).sign().detach()
    return q * signs.unsqueeze(-2), r * signs.unsqueeze(-1)


def eigh(x):
    values, vectors = torch.linalg.eigh(symmetric(x))
    return values, vectors * leading_signs(vectors)


def svd(x):
    u, s, vh = torch.linalg.svd(x, full_matrices=False)
    signs = leading_signs(u)
    return u * signs, s, vh.transpose(-1, -2) * signs


def slogdet(x):
    sign, log_abs = torch.linalg.slogdet(x)
    return sign, log_abs


SQUARE = [("1 x 1", (1, 1)), ("3 x 3", (3, 3)), ("5 x 5", (5, 5)), ("batch of 4 x 4", (2, 4, 4))]

for seed, (name, shape) in enumerate(SQUARE):
    x = normal(seed, *shape) + 2 * torch.eye(shape[-1])
    case("inverse", name, [x], torch.linalg.inv)
    case("det", name, [normal(10 + seed, *shape)], torch.linalg.det)
    case("logDet", name, [normal(20 + seed, *shape)], slogdet)
    case("cholesky", name, [definite(30 + seed, *shape)], lambda x: torch.linalg.cholesky(symmetric(x)))
    case("eigh", name, [symmetric(normal(40 + seed, *shape))], eigh)
    b = normal(50 + seed, *shape[:-1], 2)
    case("solve", name, [x, b], torch.linalg.solve)
    case("triangularSolve", f"{name}, lower", [x, b], lambda x, b: torch.linalg.solve_triangular(x.tril(), b, upper=False))
    case(
        "triangularSolve",
        f"{name}, upper",
        [x, b, {"upper": True}],
        lambda x, b: torch.linalg.solve_triangular(x.triu(), b, upper=True),
    )

case("solve", "a vector", [normal(60, 3, 3), normal(61, 3)], torch.linalg.solve)
case("solve", "one matrix, a batch of right-hand sides", [normal(62, 3, 3), normal(63, 4, 3, 1)], torch.linalg.solve)

RECTANGULAR = [
    ("3 x 3", (3, 3)),
    ("5 x 3", (5, 3)),
    ("3 x 5", (3, 5)),
    ("4 x 1", (4, 1)),
    ("1 x 4", (1, 4)),
    ("batch of 4 x 3", (2, 4, 3)),
    ("batch of 2 x 4", (2, 2, 4)),
]
for seed, (name, shape) in enumerate(RECTANGULAR):
    case("qr", name, [normal(70 + seed, *shape)], qr)
    case("svd", name, [normal(80 + seed, *shape)], svd)

GOLDEN.write(__file__)
