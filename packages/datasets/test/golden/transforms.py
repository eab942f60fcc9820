"""Writes transforms.json: what scikit-learn's transforms and NumPy's statistics give for small tables.

Run as `python3 transforms.py`, with scikit-learn and NumPy installed; written by the versions it names.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, RobustScaler, StandardScaler

random = np.random.RandomState(0)
train = random.normal(size=(23, 4)) * [1, 50, 0.01, 3] + [0, 1000, 5, -7]
train[:, 3] = 2.5  # constant
test = random.normal(size=(5, 4)) * [2, 80, 0.02, 1] + [1, 900, 5, 2]

holes = train.copy()
holes[:, 3] = np.round(train[:, 0])
holes[random.uniform(size=holes.shape) < 0.3] = np.nan
holes_test = test.copy()
holes_test[random.uniform(size=test.shape) < 0.5] = np.nan

words = np.array([["b", "x"], ["a", "y"], ["c", "x"], ["a", "z"]], dtype=object)
words_test = np.array([["c", "z"], ["q", "x"]], dtype=object)
words_holes = np.array([["b"], ["a"], [None], ["b"], ["a"], [None], [None]], dtype=object)


def nulls(x):
    return [[None if isinstance(v, float) and np.isnan(v) else v for v in row] for row in np.asarray(x).tolist()]


scalers = {
    "Standardizer": (StandardScaler(), {}),
    "MinMaxScaler": (MinMaxScaler(), {}),
    "MinMaxScaler between": (MinMaxScaler((-1, 3)), {"range": [-1, 3]}),
    "RobustScaler": (RobustScaler(), {}),
}
imputers = {
    "mean": (SimpleImputer(add_indicator=True), {"strategy": "mean", "indicator": True}),
    "median": (SimpleImputer(strategy="median"), {"strategy": "median"}),
    "mostFrequent": (SimpleImputer(strategy="most_frequent"), {"strategy": "mostFrequent"}),
    "constant": (SimpleImputer(strategy="constant", fill_value=-3.5), {"strategy": "constant", "value": -3.5}),
}
mixed = ColumnTransformer(
    [
        ("numbers", Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())]), [0, 1]),
        ("rest", "passthrough", [2]),
        ("words", OneHotEncoder(handle_unknown="ignore", sparse_output=False), [4]),
    ]
)
mixed_train = np.column_stack([holes[:4].astype(object), words])
mixed_test = np.column_stack([holes_test[:2].astype(object), words_test])
mixed_train[:, 2] = [1.0, 2.0, 3.0, 4.0]
mixed_test[:, 2] = [5.0, 6.0]

described = [column[~np.isnan(column)] for column in holes.T]


def pairwise(x):
    """Pearson's correlation of each pair of columns, over the rows where both are there."""
    result = []
    for a in x.T:
        row = []
        for b in x.T:
            both = ~np.isnan(a) & ~np.isnan(b)
            row.append(np.corrcoef(a[both], b[both])[0, 1])
        result.append(row)
    return result


golden = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "train": train.tolist(),
    "test": test.tolist(),
    "scalers": {
        name: {
            "options": options,
            "train": scaler.fit(train).transform(train).tolist(),
            "test": scaler.transform(test).tolist(),
        }
        for name, (scaler, options) in scalers.items()
    },
    "holes": nulls(holes),
    "holesTest": nulls(holes_test),
    "imputers": {
        name: {
            "options": options,
            "train": imputer.fit(holes).transform(holes).tolist(),
            "test": imputer.transform(holes_test).tolist(),
        }
        for name, (imputer, options) in imputers.items()
    },
    "words": words.tolist(),
    "wordsTest": words_test.tolist(),
    "oneHot": {
        "train": OneHotEncoder(sparse_output=False).fit_transform(words).tolist(),
        "test": OneHotEncoder(sparse_output=False, handle_unknown="ignore").fit(words).transform(words_test).tolist(),
    },
    "ordinal": {
        "train": OrdinalEncoder().fit_transform(words).tolist(),
        "test": OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
        .fit(words)
        .transform(words_test)
        .tolist(),
    },
    "wordsHoles": words_holes.tolist(),
    "wordsFilled": SimpleImputer(missing_values=None, strategy="most_frequent").fit_transform(words_holes).tolist(),
    "mixed": {
        "train": nulls(mixed_train),
        "test": nulls(mixed_test),
        "trainResult": np.asarray(mixed.fit_transform(mixed_train), dtype=float).tolist(),
        "testResult": np.asarray(mixed.transform(mixed_test), dtype=float).tolist(),
    },
    "describe": [
        {
            "count": len(column),
            "mean": column.mean(),
            "standardDeviation": column.std(ddof=1),
            "minimum": column.min(),
            "quartiles": np.quantile(column, [0.25, 0.5, 0.75]).tolist(),
            "maximum": column.max(),
        }
        for column in described
    ],
    "correlation": np.corrcoef(train[:, :3].T).tolist(),
    "correlationOfHoles": pairwise(holes),
}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, indent=1) + "\n")
