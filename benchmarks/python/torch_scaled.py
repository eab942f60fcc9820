"""Work on one size in PyTorch: the counterparts of src/contenders/our-scaled.ts."""

import torch


def convolution(size, x, filters, given):
    def run():
        a, b = x.detach().requires_grad_(), filters.detach().requires_grad_()
        return torch.autograd.grad(torch.nn.functional.conv2d(a, b, padding=1), (a, b), given)[1]

    return run


def attention_scores(size, queries, keys):
    return lambda: torch.einsum("bhqd,bhkd->bhqk", queries, keys)


def chain(size, x):
    def run():
        start = x.detach().requires_grad_()
        y = start
        for _ in range(0, size, 2):
            y = y * 0.9999 + 0.001
        return torch.autograd.grad(y.sum(), start)[0]

    return run


def elementwise(size, x, y):
    return lambda: x * y


def embedding(size, rows, index):
    places = index.long()
    return lambda: torch.nn.functional.embedding(places, rows)


def concat(size, pieces):
    parts = [piece.clone() for piece in pieces]
    return lambda: torch.cat(parts)


def sort(size, x):
    return lambda: torch.sort(x, stable=True)[0]


def cumsum(size, x):
    return lambda: torch.cumsum(x, 0)


def solve(size, matrix, side):
    return lambda: torch.linalg.solve(matrix, side)


def svd(size, matrix):
    return lambda: torch.linalg.svd(matrix, full_matrices=False)[1]


COMPUTATIONS = {
    "convolution": convolution,
    "attentionScores": attention_scores,
    "chain": chain,
    "elementwise": elementwise,
    "embedding": embedding,
    "concat": concat,
    "sort": sort,
    "cumsum": cumsum,
    "solve": solve,
    "svd": svd,
}


def scaled(problem, data):
    tensors = {name: torch.from_numpy(values) for name, values in data.items()}
    return COMPUTATIONS[problem["name"]](problem["size"], **tensors)
