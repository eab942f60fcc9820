"""PyTorch, eager, on one thread."""

import torch
from torch import nn

torch.set_num_threads(1)


def describe():
    return {"library": "PyTorch", "version": torch.__version__, "backend": "CPU, eager", "threads": torch.get_num_threads()}


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
