"""PyTorch, eager, on one thread."""

import torch
from torch import nn

from torch_scaled import scaled  # noqa: F401 (asked for by name)
from blas import kernels

torch.set_num_threads(1)


def describe():
    return {"library": "PyTorch", "version": torch.__version__, "backend": f"CPU, {kernels()}", "threads": torch.get_num_threads()}


def product(problem, data):
    a, b = torch.from_numpy(data["a"]), torch.from_numpy(data["b"])
    a = a.T if problem["transposed"] == "left" else a
    b = b.T if problem["transposed"] == "right" else b
    return lambda: a @ b


def operation(problem, data):
    x, row = torch.from_numpy(data["x"]), torch.from_numpy(data["row"])
    return {
        "exp": lambda: x.exp(),
        "addRow": lambda: x + row,
        "sumRows": lambda: x.sum(0),
        "sumColumns": lambda: x.sum(1),
        "softmax": lambda: torch.softmax(x, -1),
    }[problem["name"]]


ACTIVATIONS = {"none": [], "relu": [nn.ReLU], "sigmoid": [nn.Sigmoid]}


def module(layer):
    if layer["kind"] == "dense":
        return nn.Linear(layer["inputs"], layer["outputs"])
    if layer["kind"] == "convolution":
        return nn.Conv2d(layer["inputs"], layer["outputs"], layer["size"])
    return nn.MaxPool2d(layer["size"]) if layer["kind"] == "maxPool" else nn.Flatten()


class Trainer:
    def __init__(self, problem, data):
        self.problem, self.data = problem, data
        crossed = problem["loss"] == "crossEntropy"
        self.loss = nn.CrossEntropyLoss() if crossed else nn.MSELoss()
        self.x = torch.from_numpy(data["x"])
        self.target = torch.from_numpy(data["labels"]).long() if crossed else torch.from_numpy(data["target"])

    def reset(self):
        modules = []
        for i, layer in enumerate(self.problem["layers"]):
            made = module(layer)
            for name, parameter in made.named_parameters():
                parameter.data.copy_(torch.from_numpy(self.data[f"layers.{i}.{name}"]))
            modules += [made, *(activation() for activation in ACTIVATIONS[layer.get("activation", "none")])]
        self.model = nn.Sequential(*modules)
        optimizer = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[self.problem["optimizer"]["name"]]
        self.optimizer = optimizer(self.model.parameters(), lr=self.problem["optimizer"]["learningRate"])

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(self.model(self.x), self.target)
        loss.backward()
        self.optimizer.step()
        return loss.item()


train = Trainer


class CausalTransformer(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.tokens = nn.Embedding(a["vocabulary"], a["width"])
        self.places = nn.Embedding(a["time"], a["width"])
        layer = nn.TransformerEncoderLayer(
            a["width"], a["heads"], a["feedForward"], dropout=0, activation="gelu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, a["layers"], norm=nn.LayerNorm(a["width"]))
        self.head = nn.Linear(a["width"], a["vocabulary"])
        self.order = torch.arange(a["time"])
        self.mask = nn.Transformer.generate_square_subsequent_mask(a["time"])

    def forward(self, x):
        scores = self.head(self.encoder(self.tokens(x) + self.places(self.order), self.mask))
        return scores.flatten(0, 1)


class LSTM(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.lstm = nn.LSTM(a["inputs"], a["hidden"], batch_first=True)
        self.head = nn.Linear(a["hidden"], a["classes"])

    def forward(self, x):
        output, _ = self.lstm(x)
        return self.head(output[:, -1])


def convolution(inputs, outputs, stride=1, size=3):
    return nn.Conv2d(inputs, outputs, size, stride=stride, padding=(size - 1) // 2, bias=False)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.inner = nn.Sequential(
            convolution(inputs, outputs, stride),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            convolution(outputs, outputs),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut = None
        if stride > 1:
            self.shortcut = nn.Sequential(convolution(inputs, outputs, stride, 1), nn.BatchNorm2d(outputs))

    def forward(self, x):
        kept = x if self.shortcut is None else self.shortcut(x)
        return kept + self.inner(x)


class Residual(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.features = nn.Sequential(
            convolution(1, a["narrow"]),
            nn.BatchNorm2d(a["narrow"]),
            nn.ReLU(),
            Block(a["narrow"], a["narrow"], 1),
            nn.ReLU(),
            Block(a["narrow"], a["wide"], 2),
            nn.ReLU(),
        )
        self.head = nn.Linear(a["wide"], a["classes"])

    def forward(self, x):
        return self.head(self.features(x).mean((2, 3)))


ARCHITECTURES = {"transformer": CausalTransformer, "lstm": LSTM, "residual": Residual}


class NetworkTrainer:
    def __init__(self, problem, data):
        self.problem, self.data = problem, data
        x = torch.from_numpy(data["x"])
        self.x = x if x.is_floating_point() else x.long()
        self.labels = torch.from_numpy(data["labels"]).long().flatten()

    def reset(self):
        architecture = self.problem["architecture"]
        self.model = ARCHITECTURES[architecture["name"]](architecture)
        for path, parameter in self.model.named_parameters():
            parameter.data.copy_(torch.from_numpy(self.data[path]))
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=self.problem["learningRate"])

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(self.model(self.x), self.labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()


network = NetworkTrainer
