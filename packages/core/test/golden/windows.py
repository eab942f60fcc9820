#!/usr/bin/python3
"""Golden values and gradients of convolution, pooling, unfold, fold and interpolate: see cases.py.

Two of our conventions are others than PyTorch's, and no case lies there: ties in a window share the gradient, and
lpPool takes absolute values (PyTorch does for even p alone).
"""

import torch.nn.functional as F

from cases import Cases, normal, positive

GOLDEN = Cases()
case = GOLDEN.add
SPATIAL = {1: [7], 2: [5, 4], 3: [3, 3, 4]}
KERNEL = {1: [3], 2: [2, 3], 3: [2, 1, 2]}
SEED = iter(range(1, 10_000))


def x(rank, *lead):
    return normal(next(SEED), *lead, *SPATIAL[rank])


for rank, conv in [(1, F.conv1d), (2, F.conv2d), (3, F.conv3d)]:
    cases = [
        ("plain", 1, {}),
        ("stride 2, padding 1", 1, {"stride": 2, "padding": 1}),
        ("dilation 2, padding 2", 1, {"dilation": 2, "padding": 2}),
        ("groups 2", 2, {"groups": 2}),
        ("depthwise, padding 1", 4, {"groups": 4, "padding": 1}),
        ("padding same", 1, {"padding": "same"}),
        ("padding same, dilation 2", 1, {"padding": "same", "dilation": 2}),
        ("padding valid, stride 2", 1, {"padding": "valid", "stride": 2}),
    ]
    for name, groups, ours in cases:
        w = normal(next(SEED), 4, 4 // groups, *KERNEL[rank])
        case(f"conv{rank}d", name, [x(rank, 1, 4), w, ours], lambda x, w: conv(x, w, **ours))

for rank, conv in [(1, F.conv_transpose1d), (2, F.conv_transpose2d), (3, F.conv_transpose3d)]:
    for name, groups, ours in [
        ("plain", 1, {}),
        ("stride 2, padding 1, outputPadding 1", 1, {"stride": 2, "padding": 1, "outputPadding": 1}),
        ("outputPadding beyond the padding", 1, {"stride": 3, "outputPadding": 2}),
        ("dilation 2, padding 1", 1, {"dilation": 2, "padding": 1}),
        ("groups 2, stride 2", 2, {"groups": 2, "stride": 2}),
    ]:
        theirs = {{"outputPadding": "output_padding"}.get(key, key): value for key, value in ours.items()}
        given = normal(next(SEED), 1, 2, *SPATIAL[rank])
        w = normal(next(SEED), 2, 4 // groups, *KERNEL[rank])
        case(f"convTranspose{rank}d", name, [given, w, ours], lambda x, w: conv(x, w, **theirs))

MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVG = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
ADAPTIVE_AVG = {1: F.adaptive_avg_pool1d, 2: F.adaptive_avg_pool2d, 3: F.adaptive_avg_pool3d}
ADAPTIVE_MAX = {1: F.adaptive_max_pool1d, 2: F.adaptive_max_pool2d, 3: F.adaptive_max_pool3d}
SIZES = {1: [3], 2: [3, 2], 3: [3, 2, 3]}

for rank in (1, 2, 3):
    for name, size, options in [
        ("size 2", 2, {}),
        ("size 3, stride 2, padding 1", 3, {"stride": 2, "padding": 1}),
    ]:
        case(f"maxPool{rank}d", name, [x(rank, 1, 2), size, options], lambda x: MAX[rank](x, size, **options))
        case(f"avgPool{rank}d", name, [x(rank, 1, 2), size, options], lambda x: AVG[rank](x, size, **options))
    case(
        f"maxPool{rank}d",
        "dilation 2, stride 1",
        [x(rank, 1, 2), 2, {"dilation": 2, "stride": 1}],
        lambda x: MAX[rank](x, 2, stride=1, dilation=2),
    )
    case(
        f"avgPool{rank}d",
        "padding that does not count",
        [x(rank, 1, 2), 3, {"stride": 1, "padding": 1, "countIncludePad": False}],
        lambda x: AVG[rank](x, 3, stride=1, padding=1, count_include_pad=False),
    )
    sizes = SIZES[rank]
    case(f"adaptiveAvgPool{rank}d", f"to {sizes}", [x(rank, 1, 2), sizes], lambda x: ADAPTIVE_AVG[rank](x, sizes))
    case(f"adaptiveMaxPool{rank}d", f"to {sizes}", [x(rank, 1, 2), sizes], lambda x: ADAPTIVE_MAX[rank](x, sizes))
    case(f"adaptiveAvgPool{rank}d", "to 1", [x(rank, 1, 2), 1], lambda x: ADAPTIVE_AVG[rank](x, 1))

for rank, pool in [(1, F.lp_pool1d), (2, F.lp_pool2d)]:
    for p, size, stride in [(2, 2, None), (3, 3, 1), (4, 2, 1)]:
        given = positive(next(SEED), 2, 2, *SPATIAL[rank])
        options = {} if stride is None else {"stride": stride}
        case(f"lpPool{rank}d", f"p {p}, size {size}, stride {stride}", [given, p, size, options], lambda x: pool(x, p, size, stride))

for name, size, options in [
    ("size 2", [2, 2], {}),
    ("stride 2, padding 1", [3, 2], {"stride": 2, "padding": 1}),
    ("dilation 2", [2, 3], {"dilation": [2, 1], "padding": [1, 0]}),
]:
    case("unfold", name, [x(2, 2, 3), size, options], lambda x: F.unfold(x, size, **options))
    columns = F.unfold(x(2, 2, 3), size, **options)
    case("fold", name, [normal(next(SEED), *columns.shape), SPATIAL[2], size, options], lambda x: F.fold(x, SPATIAL[2], size, **options))

LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}
for rank in (1, 2, 3):
    larger = [size + 2 for size in SPATIAL[rank]]
    smaller = [size - 1 for size in SPATIAL[rank]]
    for name, sizes in [("larger", larger), ("smaller", smaller)]:
        case("interpolate", f"{rank}-D, nearest, {name}", [x(rank, 1, 2), {"size": sizes}], lambda x: F.interpolate(x, sizes))
        for corners in (False, True):
            case(
                "interpolate",
                f"{rank}-D, linear, {name}, alignCorners {corners}",
                [x(rank, 1, 2), {"size": sizes, "mode": "linear", "alignCorners": corners}],
                lambda x: F.interpolate(x, sizes, mode=LINEAR[rank], align_corners=corners),
            )
    case(
        "interpolate",
        f"{rank}-D, linear, scale 1.7",
        [x(rank, 1, 2), {"scale": 1.7, "mode": "linear"}],
        lambda x: F.interpolate(x, scale_factor=1.7, mode=LINEAR[rank], align_corners=False),
    )

for rank, pool in [(1, F.lp_pool1d), (2, F.lp_pool2d)]:
    for p, size, stride, padding in [(2, 3, 2, 1), (4, 2, None, 1)]:
        options = {"padding": padding} if stride is None else {"stride": stride, "padding": padding}
        padded = lambda x: F.pad(x, [padding] * 2 * rank)
        case(
            f"lpPool{rank}d",
            f"p {p}, size {size}, stride {stride}, padding {padding}",
            [x(rank, 2, 2), p, size, options],
            lambda x: pool(padded(x), p, size, stride),
        )

GOLDEN.write(__file__)
