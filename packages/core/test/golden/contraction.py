#!/usr/bin/python3
"""Golden values and gradients of contractions: see cases.py."""

from cases import Cases, normal, torch

GOLDEN = Cases()
case = GOLDEN.add

for seed, (name, a, b) in enumerate(
    [
        ("vectors", (4,), (4,)),
        ("matrix and vector", (3, 4), (4,)),
        ("vector and matrix", (3,), (3, 4)),
        ("vector and batch", (3,), (2, 3, 4)),
        ("batch and vector", (2, 3, 4), (4,)),
        ("matrices", (3, 4), (4, 2)),
        ("batch and matrix", (2, 3, 4), (4, 2)),
        ("matrix and batch", (3, 4), (2, 4, 2)),
        ("batches that broadcast", (2, 1, 3, 4), (3, 4, 2)),
    ]
):
    case("matmul", name, [normal(seed, *a), normal(20 + seed, *b)], torch.matmul)

for seed, shape in enumerate([(3,), (4, 3), (2, 4, 3)]):
    weight, bias = normal(90 + seed, 5, 3), normal(94 + seed, 5)
    case("linear", f"{shape}", [normal(80 + seed, *shape), weight, bias], torch.nn.functional.linear)
case("linear", "without a bias", [normal(88, 4, 3), normal(89, 2, 3)], torch.nn.functional.linear)

case("dot", "vectors", [normal(40, 5), normal(41, 5)], torch.dot)
case("outer", "vectors", [normal(42, 3), normal(43, 4)], torch.outer)
case("trace", "a matrix", [normal(44, 4, 4)], torch.trace)

for seed, (a, b, axes) in enumerate(
    [
        ((2, 3, 4), (3, 4, 2), 2),
        ((2, 3), (3, 4), 1),
        ((2, 3), (4,), 0),
        ((2, 3, 4), (4, 5, 2), [[2, 0], [0, 2]]),
    ]
):
    x, y = normal(50 + seed, *a), normal(60 + seed, *b)
    case("tensordot", f"{a} x {b}, axes {axes}", [x, y, axes], lambda x, y: torch.tensordot(x, y, dims=axes))

for seed, (a, b) in enumerate([((2, 3), (3, 2)), ((3,), (2, 2)), ((2, 1, 2), (2,))]):
    case("kron", f"{a} x {b}", [normal(70 + seed, *a), normal(80 + seed, *b)], torch.kron)

for seed, (equation, *shapes) in enumerate(
    [
        ("ij,jk->ik", (2, 3), (3, 4)),
        ("bij,bjk", (2, 3, 4), (2, 4, 2)),
        ("ii->i", (3, 3)),
        ("ii", (3, 3)),
        ("iji->j", (2, 3, 2)),
        ("i,j,k->kij", (2,), (3,), (2,)),
        ("bhqd,bhkd->bhqk", (2, 2, 3, 4), (2, 2, 5, 4)),
        ("ab,bc,cd,de->ae", (2, 3), (3, 4), (4, 2), (2, 3)),
        ("bn,anm,bm->ba", (2, 3), (4, 3, 2), (2, 2)),
        ("...ij,...jk->...ik", (2, 1, 2, 3), (4, 3, 2)),
        ("i...,i...->...", (3, 2), (3, 2)),
        ("...ii->...i", (2, 3, 3)),
        ("ij,ij->", (2, 3), (2, 3)),
        ("ba", (2, 3)),
        ("ij->j", (2, 3)),
    ]
):
    operands = [normal(100 + 10 * seed + i, *shape) for i, shape in enumerate(shapes)]
    case("einsum", equation, [equation, *operands], lambda *xs: torch.einsum(equation, *xs))

GOLDEN.write(__file__)
