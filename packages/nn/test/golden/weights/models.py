"""The models of which weights travel, hand-written in PyTorch, and the files they travel in.

The safetensors format is read and written by hand here: 8 bytes with the length of
the header, a JSON header, the data. Debian has no safetensors package.
"""

import json
import os
import struct

# Plain libm code paths, so that the CPU's vector extensions do not matter.
os.environ.setdefault("ATEN_CPU_CAPABILITY", "default")

import numpy as np
import torch
from torch import nn
from torch.nn.functional import gelu

torch.set_num_threads(1)

DTYPES = {
    "F64": (torch.float64, "<f8"),
    "F32": (torch.float32, "<f4"),
    "F16": (torch.float16, "<f2"),
    "BF16": (torch.bfloat16, "<i2"),
    "I64": (torch.int64, "<i8"),
    "I32": (torch.int32, "<i4"),
    "U8": (torch.uint8, "<u1"),
    "BOOL": (torch.bool, "?"),
}


def write_safetensors(path, state):
    header, parts, end = {}, [], 0
    for name, tensor in state.items():
        dtype = next(key for key, (kind, _) in DTYPES.items() if kind == tensor.dtype)
        tensor = tensor.detach().contiguous()
        # numpy has no bfloat16: its bits are those of an int16.
        bits = tensor.view(torch.int16) if dtype == "BF16" else tensor
        data = bits.numpy().astype(DTYPES[dtype][1]).tobytes()
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [end, end + len(data)]}
        parts.append(data)
        end += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


def read_safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header, start, state = json.loads(data[8 : 8 + length]), 8 + length, {}
    header.pop("__metadata__", None)
    for name, entry in header.items():
        kind, letters = DTYPES[entry["dtype"]]
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data[start + begin : start + end], letters).reshape(entry["shape"])
        tensor = torch.from_numpy(values.copy())
        state[name] = tensor.view(kind) if entry["dtype"] == "BF16" else tensor
    return state


def mlp():
    return nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 3))


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(2, 6, 3, padding=1, bias=False),
            nn.BatchNorm2d(6),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 8, 3, stride=2, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU(),
        )
        self.classifier = nn.Linear(8 * 2 * 2, 4)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 6, num_layers=2, bidirectional=True)
        self.head = nn.Linear(12, 3)

    def forward(self, x):
        output, (hidden, cell) = self.lstm(x)
        return self.head(output), hidden, cell


def transformer():
    layer = nn.TransformerEncoderLayer(12, 3, dim_feedforward=20, batch_first=True, activation="gelu")
    return nn.TransformerEncoder(layer, 2, norm=nn.LayerNorm(12), enable_nested_tensor=False)


class Conv1D(nn.Module):
    """Hugging Face's: a linear layer whose weight is [in, out], the transpose of nn.Linear's."""

    def __init__(self, outputs, inputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs) * 0.2)
        self.bias = nn.Parameter(torch.randn(outputs) * 0.1)

    def forward(self, x):
        return x @ self.weight + self.bias


class Attention(nn.Module):
    def __init__(self, features, heads, positions):
        super().__init__()
        self.heads = heads
        mask = torch.tril(torch.ones(positions, positions, dtype=torch.uint8))
        self.register_buffer("bias", mask.view(1, 1, positions, positions))
        self.c_attn = Conv1D(3 * features, features)
        self.c_proj = Conv1D(features, features)

    def forward(self, x):
        batch, time, features = x.shape
        split = lambda y: y.view(batch, time, self.heads, features // self.heads).transpose(1, 2)
        q, k, v = (split(y) for y in self.c_attn(x).split(features, 2))
        scores = q @ k.transpose(-1, -2) / (features // self.heads) ** 0.5
        scores = scores.masked_fill(self.bias[:, :, :time, :time] == 0, float("-inf"))
        return self.c_proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, time, features))


class MLP(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.c_fc = Conv1D(4 * features, features)
        self.c_proj = Conv1D(features, 4 * features)

    def forward(self, x):
        return self.c_proj(gelu(self.c_fc(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, features, heads, positions):
        super().__init__()
        self.ln_1 = nn.LayerNorm(features)
        self.attn = Attention(features, heads, positions)
        self.ln_2 = nn.LayerNorm(features)
        self.mlp = MLP(features)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT2(nn.Module):
    """Radford et al., "Language models are unsupervised multitask learners", 2019, with the names of
    Hugging Face's GPT2LMHeadModel."""

    def __init__(self, words=19, positions=8, features=12, heads=3, layers=2):
        super().__init__()
        self.transformer = nn.ModuleDict(
            {
                "wte": nn.Embedding(words, features),
                "wpe": nn.Embedding(positions, features),
                "h": nn.ModuleList(Block(features, heads, positions) for _ in range(layers)),
                "ln_f": nn.LayerNorm(features),
            }
        )
        self.lm_head = nn.Linear(features, words, bias=False)
        self.lm_head.weight = self.transformer["wte"].weight

    def forward(self, words):
        parts = self.transformer
        x = parts["wte"](words) + parts["wpe"](torch.arange(words.shape[1]))
        for block in parts["h"]:
            x = block(x)
        return self.lm_head(parts["ln_f"](x))


MODELS = {
    "mlp": mlp,
    "batch-norm-cnn": ConvNet,
    "lstm": Tagger,
    "transformer": transformer,
    "gpt2": GPT2,
}


def outputs_of(model, x):
    """What a model gives in evaluation mode, as a list of tensors."""
    with torch.no_grad():
        outputs = model.eval()(x)
    return list(outputs) if isinstance(outputs, tuple) else [outputs]


def stored(tensor):
    """A tensor as JSON, each float32 with as few digits as tell it from others."""
    values = tensor.detach().contiguous().flatten().numpy()
    digits = (lambda x: float(str(x))) if tensor.is_floating_point() else int
    return {"shape": list(tensor.shape), "data": [digits(x) for x in values]}


def loaded(x):
    """A tensor of JSON: float32, or int64 if it has only whole numbers."""
    whole = all(isinstance(value, int) for value in x["data"])
    return torch.tensor(x["data"], dtype=torch.int64 if whole else torch.float32).reshape(x["shape"])
