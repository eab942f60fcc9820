#!/usr/bin/python3
"""Golden values of recurrent layers and their cells.

Debian:  apt-get install python3-torch python3-numpy
Run:     /usr/bin/python3 packages/nn/test/golden/layers/recurrent.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import torch
from kit import Golden
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

golden = Golden()

T, B, I, H = 3, 2, 3, 2
LENGTHS = [3, 1]


def x(batch_first=False, features=I):
    return torch.randn(B, T, features) if batch_first else torch.randn(T, B, features)


def packed(module):
    """Runs it on a packed sequence, whose lengths are LENGTHS."""

    def call(given, *states):
        sequence = pack_padded_sequence(given, LENGTHS, module.batch_first, enforce_sorted=False)
        state = () if not states else ((states if len(states) > 1 else states[0]),)
        output, last = module(sequence, *state)
        padded, _ = pad_packed_sequence(output, module.batch_first, total_length=T)
        return padded, last

    return call


def state(rows=1):
    return torch.randn(rows, B, H)


def with_state(module):
    return lambda given, *states: module(given, states if len(states) > 1 else states[0])


# Cells
row = lambda: torch.randn(B, I)
golden.case("RNNCell", nn.RNNCell(I, H), row(), torch.randn(B, H))
golden.case("RNNCell without state or bias", nn.RNNCell(I, H, bias=False), row())
golden.case("RNNCell of relu", nn.RNNCell(I, H, nonlinearity="relu"), row(), torch.randn(B, H))
golden.case("GRUCell", nn.GRUCell(I, H), row(), torch.randn(B, H))
golden.case("GRUCell without bias", nn.GRUCell(I, H, bias=False), row(), torch.randn(B, H))
cell = nn.LSTMCell(I, H)
golden.case("LSTMCell", cell, row(), torch.randn(B, H), torch.randn(B, H), call=with_state(cell))
golden.case("LSTMCell without state or bias", nn.LSTMCell(I, H, bias=False), row())

# Layers
for kind in (nn.RNN, nn.LSTM, nn.GRU):
    name = kind.__name__
    states = lambda rows: [state(rows) for _ in range(2 if kind is nn.LSTM else 1)]
    golden.case(name, kind(I, H), x(), training=False)
    golden.case(f"{name} without bias, batch first", kind(I, H, bias=False, batch_first=True), x(True))
    layer = kind(I, H, num_layers=2, bidirectional=True)
    golden.case(f"{name} of two layers, both ways, with states", layer, x(), *states(4), call=with_state(layer))
    layer = kind(I, H, num_layers=2, bidirectional=True, batch_first=True, bias=kind is not nn.RNN)
    golden.case(f"{name} with a mask", layer, x(True), *states(4), call=packed(layer))

layer = nn.RNN(I, H, nonlinearity="relu")
golden.case("RNN of relu with a mask", layer, x(), state(), call=packed(layer))
golden.case("LSTM with dropout, evaluated", nn.LSTM(I, H, num_layers=2, dropout=0.5), x(), training=False)

# Sequences and rows alone
for kind in (nn.RNN, nn.LSTM, nn.GRU):
    name = kind.__name__
    layer = kind(I, H, num_layers=2, bidirectional=True, batch_first=True)
    golden.case(f"{name} unbatched", layer, torch.randn(T, I))
    states = [torch.randn(4, H) for _ in range(2 if kind is nn.LSTM else 1)]
    golden.case(f"{name} unbatched, with states", layer, torch.randn(T, I), *states, call=with_state(layer))
golden.case("RNNCell unbatched", nn.RNNCell(I, H), torch.randn(I), torch.randn(H))
golden.case("GRUCell unbatched", nn.GRUCell(I, H), torch.randn(I), torch.randn(H))
cell = nn.LSTMCell(I, H)
golden.case("LSTMCell unbatched", cell, torch.randn(I), torch.randn(H), torch.randn(H), call=with_state(cell))

# Projections
golden.case("LSTM with a projection", nn.LSTM(I, 3, proj_size=2), x())
golden.case("LSTM with a projection, without bias", nn.LSTM(I, 3, proj_size=1, bias=False, batch_first=True), x(True))
layer = nn.LSTM(I, 3, num_layers=2, bidirectional=True, proj_size=2)
states = torch.randn(4, B, 2), torch.randn(4, B, 3)
golden.case("LSTM with projections, two layers, both ways, with states", layer, x(), *states, call=with_state(layer))
golden.case("LSTM with projections and a mask", layer, x(), *states, call=packed(layer))
golden.case("LSTM with projections, unbatched", layer, torch.randn(T, I))

golden.write()
