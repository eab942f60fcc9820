#!/usr/bin/python3
"""Golden values of attention, transformers and positions.

Masks: in nn.MultiheadAttention and the transformers, True excludes; ours say who takes part. What is
written here are ours. PyTorch 1.13 gives NaN for rows that are wholly masked; there the script computes
the equations, with 0 for such a row.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/layers/attention.py
"""

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from kit import Golden
from torch import nn

golden = Golden()
nothing = nn.Module()

B, L, S, E, HEADS = 2, 3, 4, 4, 2
ATTENTION = "Vaswani et al. 2017, equation 1"


def attention(q, k, v, mask=None, scale=None):
    """Equation 1, with a row of zeros where nothing is left."""
    scores = q @ k.transpose(-2, -1) * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    if mask is not None and mask.dtype == torch.bool:
        scores = scores.masked_fill(~mask, -math.inf)
    elif mask is not None:
        scores = scores + mask
    none = (scores == -math.inf).all(-1, keepdim=True)
    weights = torch.softmax(scores.masked_fill(none, 0.0), -1).masked_fill(none, 0.0)
    return weights @ v


def tensors(*shapes):
    return [torch.randn(*shape) for shape in shapes]


def fn(name, call, *inputs, theirs=ATTENTION):
    golden.case(name, nothing, *inputs, call=call, theirs=theirs)


causal = torch.ones(L, S).tril().bool()
some = torch.tensor([[True, False, True, True], [False, False, False, False], [True, True, False, True]])

# The function: PyTorch 1.13 has none in public.
fn("attention", attention, *tensors((B, HEADS, L, 2), (B, HEADS, S, 2), (B, HEADS, S, 3)))
fn("attention, causal", lambda q, k, v: attention(q, k, v, causal), *tensors((B, L, 2), (B, S, 2), (B, S, 2)))
fn("attention, mask with an empty row, scale", lambda q, k, v: attention(q, k, v, some, 0.7), *tensors((B, L, 2), (B, S, 2), (B, S, 2)))
additive = torch.randn(L, S)
additive[1] = -math.inf
additive[2, 1] = -math.inf
fn("attention, added mask", attention, *tensors((B, L, 2), (B, S, 2), (B, S, 2)), additive)
fn(
    "attention, grouped queries",
    lambda q, k, v: attention(q, k.repeat_interleave(2, 1), v.repeat_interleave(2, 1), causal),
    *tensors((B, 4, L, 2), (B, 2, S, 2), (B, 2, S, 2)),
    theirs="Ainslie et al. 2023, section 2.2",
)

# MultiHeadAttention
mha = lambda **options: nn.MultiheadAttention(E, HEADS, **options)


def biased(module):
    """Biases away from 0, where they begin."""
    for name, parameter in module.named_parameters():
        if "bias" in name or "norm" in name:
            with torch.no_grad():
                parameter.add_(0.3 * torch.randn_like(parameter))
    return module


layer = biased(mha())
golden.case("MultiHeadAttention", layer, torch.randn(L, B, E), call=lambda x, m=layer: m(x, x, x, need_weights=False)[0])
layer2 = biased(mha(batch_first=True))
golden.case(
    "MultiHeadAttention, batch first, causal, weights",
    layer2,
    torch.randn(B, L, E),
    training=False,
    call=lambda x: layer2(x, x, x, attn_mask=torch.ones(L, L).triu(1).bool()),
)
layer3 = mha(bias=False)
golden.case(
    "MultiHeadAttention without bias, weights of heads",
    layer3,
    torch.randn(L, B, E),
    torch.randn(S, B, E),
    torch.randn(S, B, E),
    call=lambda q, k, v: layer3(q, k, v, average_attn_weights=False),
)
layer4 = biased(mha(kdim=3, vdim=5, batch_first=True))
there = torch.tensor([[True, True, True, True], [True, True, False, False]])
golden.case(
    "MultiHeadAttention, features of keys and values, key mask and mask",
    layer4,
    torch.randn(B, L, E),
    torch.randn(B, S, 3),
    torch.randn(B, S, 5),
    call=lambda q, k, v: layer4(q, k, v, key_padding_mask=~there, attn_mask=~causal, need_weights=False)[0],
)
extra = biased(mha(add_bias_kv=True))
golden.case("MultiHeadAttention, addBiasKv", extra, torch.randn(L, B, E), call=lambda x: extra(x, x, x, need_weights=False)[0])
golden.case(
    "MultiHeadAttention, addBiasKv, causal, weights",
    extra,
    torch.randn(L, B, E),
    call=lambda x: extra(x, x, x, attn_mask=torch.ones(L, L).triu(1).bool()),
)
extra2 = biased(mha(add_bias_kv=True, batch_first=True, kdim=3, vdim=5))
golden.case(
    "MultiHeadAttention, addBiasKv, key mask and mask",
    extra2,
    torch.randn(B, L, E),
    torch.randn(B, S, 3),
    torch.randn(B, S, 5),
    call=lambda q, k, v: extra2(q, k, v, key_padding_mask=~there, attn_mask=~causal, need_weights=False)[0],
)
golden.case(
    "MultiHeadAttention, addBiasKv, added mask",
    extra,
    torch.randn(L, B, E),
    torch.randn(L, L),
    call=lambda x, m: extra(x, x, x, attn_mask=m, need_weights=False)[0],
)
layer5 = biased(mha(batch_first=True))
golden.case(
    "MultiHeadAttention to a memory, added mask and key mask",
    layer5,
    torch.randn(B, L, E),
    torch.randn(B, S, E),
    torch.randn(L, S),
    call=lambda q, k, m: layer5(
        q, k, k, key_padding_mask=~there, attn_mask=m, need_weights=False
    )[0],
)

# Transformers
options = dict(dim_feedforward=5, dropout=0.0)
layer6 = biased(nn.TransformerEncoderLayer(E, HEADS, **options))
golden.case("TransformerEncoderLayer", layer6, torch.randn(L, B, E))
layer7 = biased(
    nn.TransformerEncoderLayer(
        E, HEADS, activation="gelu", layer_norm_eps=1e-3, batch_first=True, norm_first=True, dim_feedforward=5
    )
)
golden.case(
    "TransformerEncoderLayer, norm first, gelu, causal, evaluated",
    layer7,
    torch.randn(B, L, E),
    training=False,
    call=lambda x: layer7(x, src_mask=torch.ones(L, L).triu(1).bool()),
)
layer8 = biased(nn.TransformerEncoderLayer(E, HEADS, activation=torch.tanh, **options))
keys = torch.tensor([[True, True, True], [True, True, False]])
golden.case(
    "TransformerEncoderLayer, function, key mask",
    layer8,
    torch.randn(L, B, E),
    call=lambda x: layer8(x, src_key_padding_mask=~keys),
)
layer9 = biased(nn.TransformerDecoderLayer(E, HEADS, **options))
golden.case("TransformerDecoderLayer", layer9, torch.randn(L, B, E), torch.randn(S, B, E))
layer10 = biased(nn.TransformerDecoderLayer(E, HEADS, batch_first=True, norm_first=True, activation="gelu", **options))
golden.case(
    "TransformerDecoderLayer, norm first, all masks",
    layer10,
    torch.randn(B, L, E),
    torch.randn(B, S, E),
    call=lambda x, memory: layer10(
        x,
        memory,
        tgt_mask=torch.ones(L, L).triu(1).bool(),
        tgt_key_padding_mask=~keys,
        memory_mask=~causal,
        memory_key_padding_mask=~there,
    ),
)
encoder = biased(nn.TransformerEncoder(nn.TransformerEncoderLayer(E, HEADS, **options), 2, nn.LayerNorm(E)))
golden.case("TransformerEncoder, final norm", encoder, torch.randn(L, B, E))
decoder = biased(nn.TransformerDecoder(nn.TransformerDecoderLayer(E, HEADS, **options), 2))
golden.case("TransformerDecoder", decoder, torch.randn(L, B, E), torch.randn(S, B, E))


# Positions
def sinusoidal(time, features, offset=0, base=10000.0):
    found = torch.zeros(time, features)
    for p in range(time):
        for i in range(features // 2):
            angle = (p + offset) / base ** (2 * i / features)
            found[p, 2 * i] = math.sin(angle)
            found[p, 2 * i + 1] = math.cos(angle)
    return found


paper = "Vaswani et al. 2017, section 3.5"
golden.case("SinusoidalPositions", nothing, torch.randn(L, B, 6), call=lambda x: x + sinusoidal(L, 6)[:, None], theirs=paper)
golden.case(
    "SinusoidalPositions, batch first, base, offset",
    nothing,
    torch.randn(B, L, 6),
    call=lambda x: x + sinusoidal(L, 6, 1000, 100.0),
    theirs=paper,
)


def rotary(x, offset=0, base=10000.0, halves=False):
    """Equation 34 of RoFormer, as complex numbers."""
    time, features = x.shape[-2:]
    half = features // 2
    rates = torch.tensor([base ** (-2 * i / features) for i in range(half)])
    angles = torch.arange(offset, offset + time, dtype=torch.float64)[:, None] * rates
    turn = torch.polar(torch.ones_like(angles), angles)
    if halves:
        y = torch.view_as_real(torch.complex(x[..., :half], x[..., half:]) * turn)
        return torch.cat([y[..., 0], y[..., 1]], -1)
    y = torch.view_as_real(torch.view_as_complex(x.reshape(*x.shape[:-1], half, 2)) * turn)
    return y.reshape(x.shape)


paper = "Su et al. 2021, equation 34"
golden.case("RotaryPositions", nothing, torch.randn(B, L, 6), call=rotary, theirs=paper)
golden.case(
    "RotaryPositions, halves, base, offset",
    nothing,
    torch.randn(B, HEADS, L, 6),
    call=lambda x: rotary(x, 7, 50.0, True),
    theirs=paper,
)
positions = nn.Embedding(5, E)
golden.case("LearntPositions", positions, torch.randn(L, B, E), call=lambda x: x + positions(torch.arange(L))[:, None])
golden.case(
    "LearntPositions, batch first, offset",
    positions,
    torch.randn(B, L, E),
    call=lambda x: x + positions(torch.arange(2, 2 + L)),
)

golden.write()
