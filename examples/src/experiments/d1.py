"""Trains scikit-learn's MLPClassifier as d1.ts trains ours: python3 d1.py <folder> <settings as JSON>.

The folder holds x-train.f32, y-train.i32, x-test.f32 and y-test.i32, little-endian. Prints {seconds, train, test}.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")  # that it has not converged: the number of epochs is given
folder = Path(sys.argv[1])
settings = json.loads(sys.argv[2])


def load(part):
    y = np.fromfile(folder / f"y-{part}.i32", dtype="<i4")
    return np.fromfile(folder / f"x-{part}.f32", dtype="<f4").reshape(len(y), -1), y


x_train, y_train = load("train")
x_test, y_test = load("test")
model = MLPClassifier(
    hidden_layer_sizes=settings["hidden"],
    activation="relu",
    solver="sgd",
    momentum=0.0,
    nesterovs_momentum=False,
    alpha=0.0,
    batch_size=settings["batchSize"],
    learning_rate_init=settings["learningRate"],
    max_iter=settings["epochs"],
    n_iter_no_change=10**9,
    tol=0.0,
    random_state=settings["seed"],
)
start = time.perf_counter()
model.fit(x_train, y_train)
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "train": model.score(x_train, y_train), "test": model.score(x_test, y_test)}))
