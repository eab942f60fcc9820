#!/usr/bin/python3
"""Golden values and gradients of scatterReduce, uniqueSlices, reverseSequence, sumTo and bitwise functions: see cases.py.

Where PyTorch 1.13 cannot be followed, and the cases keep away:
  - an extreme of updates alone that equals the element of x: PyTorch counts that one as a winner, whose share nobody gets;
  - shifts by less than 0 or more than 31 places, which C leaves undefined: NumPy has defined results.

uniqueSlices is NumPy's unique: PyTorch compares the elements of slices of several axes in another order. Its gradient goes to the
first of equal slices. reverse_sequence is TensorFlow's and ONNX's,
worked out by its definition.
"""

from cases import Cases, normal, np, torch

GOLDEN = Cases()
INDEX = torch.tensor([[0, 2, 0, 3], [2, 2, 1, 0], [0, 2, 3, 0]])
REDUCE = {"sum": "sum", "prod": "prod", "mean": "mean", "max": "amax", "min": "amin"}

# scatterReduce -----------------------------------------------------------------

for ours, theirs in REDUCE.items():
    for include in (True, False):
        options = {"includeSelf": include}
        label = f"{ours}, {'with' if include else 'without'} x"
        for axis, shape, index, update_shape in [
            (0, (4, 4), INDEX, (3, 4)),
            (1, (3, 4), INDEX, (3, 4)),
            (-1, (4, 5), INDEX, (4, 6)),
            (1, (2, 4, 3), torch.tensor([[[0, 1], [0, 3], [3, 3]]]), (1, 3, 2)),
        ]:
            x, updates = normal(1, *shape), normal(2, *update_shape)
            GOLDEN.add(
                "scatterReduce",
                f"{label}, axis {axis} of {list(shape)}",
                [x, index, updates, axis, ours, options],
                # Its gradients want updates of the shape of the index.
                lambda x, u: torch.scatter_reduce(x, axis, index, u[tuple(slice(size) for size in index.shape)], theirs, include_self=include),
            )

ROW = torch.tensor([0, 0, 2, 0, 2])
for label, x, updates in [
    ("one zero each", [2.0, 3.0, 4.0], [0.0, 5.0, 1.5, -2.0, 0.0]),
    ("several zeros", [2.0, 3.0, 0.0], [0.0, 5.0, 0.0, 0.0, 7.0]),
    ("a zero in x", [0.0, 3.0, 4.0], [1.0, 5.0, 2.0, 3.0, 7.0]),
]:
    x, updates = torch.tensor(x), torch.tensor(updates)
    # Not by scatter_reduce: what it divides by may be 0.
    def product(x, u):
        return torch.stack([x[i] * torch.prod(torch.cat([torch.ones(1), u[ROW == i]])) for i in range(3)])

    GOLDEN.add("scatterReduce", f"prod, {label}", [x, ROW, updates, 0, "prod"], product)
for ours in ("max", "min"):
    x, updates = torch.tensor([2.0, 1.0, -1.0]), torch.tensor([2.0, 2.0, 3.0, 1.5, 3.0])
    sign = 1 if ours == "max" else -1
    GOLDEN.add(
        "scatterReduce",
        f"{ours}, ties share",
        [sign * x, ROW, sign * updates, 0, ours],
        lambda x, u: torch.scatter_reduce(x, 0, ROW, u, REDUCE[ours]),
    )

# uniqueSlices ------------------------------------------------------------------


def unique(x, axis):
    values, firsts, inverse, counts = np.unique(
        x.detach().numpy(), axis=axis, return_index=True, return_inverse=True, return_counts=True
    )
    taken = torch.index_select(x, axis, torch.from_numpy(firsts))
    assert np.array_equal(taken.detach().numpy(), values)
    return [taken, torch.from_numpy(inverse.reshape(-1)), torch.from_numpy(counts)]


def digits(seed, *shape):
    """Few values, so that slices repeat."""
    return torch.from_numpy(np.random.RandomState(seed).randint(-1, 2, shape).astype(np.float64))


for seed, (shape, axis) in enumerate([((12, 2), 0), ((2, 9), 1), ((7, 3), 0), ((2, 8, 2), 1), ((6, 1), 0), ((2, 2, 10), -1), ((5,), 0)]):
    GOLDEN.add("uniqueSlices", f"axis {axis} of {list(shape)}", [digits(seed, *shape), axis], lambda x: unique(x, axis % len(shape)))
GOLDEN.add("uniqueSlices", "all different", [normal(9, 5, 3), 0], lambda x: unique(x, 0))

# reverseSequence ---------------------------------------------------------------


def reversed_sequences(x, lengths, time, batch):
    rows = x.movedim((time, batch), (0, 1))
    steps = [
        torch.stack([rows[length - 1 - t if t < length else t, b] for b, length in enumerate(lengths.tolist())])
        for t in range(rows.shape[0])
    ]
    return torch.stack(steps).movedim((0, 1), (time, batch))


for shape, lengths, options in [
    ((4, 3), [2, 0, 4], {}),
    ((3, 4), [3, 1, 4], {"timeAxis": 1, "batchAxis": 0}),
    ((2, 3, 4), [2, 1, 4], {"timeAxis": -1, "batchAxis": 1}),
]:
    counts = torch.tensor(lengths)
    time, batch = options.get("timeAxis", 0), options.get("batchAxis", 1)
    GOLDEN.add(
        "reverseSequence",
        f"lengths {lengths} along axis {time} of {list(shape)}",
        [normal(20, *shape), counts, options],
        lambda x: reversed_sequences(x, counts, time, batch),
    )

# sumTo -------------------------------------------------------------------------

for shape, target in [((2, 3), (3,)), ((2, 3), (2, 1)), ((2, 3, 4), (3, 1)), ((2, 3), ()), ((2, 1, 3), (1, 1, 3)), ((2, 3), (2, 3))]:
    GOLDEN.add(
        "sumTo",
        f"{list(shape)} to {list(target)}",
        [normal(30, *shape), list(target)],
        lambda x: x.sum() if target == () else x.sum_to_size(*target),
    )

# Bits --------------------------------------------------------------------------

A = torch.tensor([12, 10, -1, 0, -(2**31), 2**31 - 1, -7, 5], dtype=torch.int32)
B = torch.tensor([10, -3, 77, -(2**31), 2**31 - 1, -1, 6, 5], dtype=torch.int32)
PLACES = torch.tensor([[0], [1], [5], [30], [31]], dtype=torch.int32)
YES, NO = torch.tensor([True, True, False, False]), torch.tensor([True, False, True, False])
for ours, fn in [("bitwiseAnd", torch.bitwise_and), ("bitwiseOr", torch.bitwise_or), ("bitwiseXor", torch.bitwise_xor)]:
    GOLDEN.add(ours, "integers", [A, B], lambda: fn(A, B))
    GOLDEN.add(ours, "booleans", [YES, NO], lambda: fn(YES, NO))
GOLDEN.add("bitwiseNot", "integers", [A], lambda: torch.bitwise_not(A))
GOLDEN.add("bitwiseNot", "booleans", [YES], lambda: torch.bitwise_not(YES))
OUTSIDE = np.array([-1, 32, 40, -(2**31)], dtype=np.int32).reshape(-1, 1)
for ours, fn, by_numpy in [
    ("bitwiseLeftShift", torch.bitwise_left_shift, np.left_shift),
    ("bitwiseRightShift", torch.bitwise_right_shift, np.right_shift),
]:
    GOLDEN.add(ours, "by 0 to 31 places", [A, PLACES], lambda: fn(A, PLACES))
    GOLDEN.add(ours, "beyond, by NumPy", [A, torch.from_numpy(OUTSIDE)], lambda: torch.from_numpy(by_numpy(A.numpy(), OUTSIDE)))

GOLDEN.write(__file__)
