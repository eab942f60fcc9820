"""What this Python has: versions of NumPy and PyTorch or null, and the GFLOP/s of NumPy's matrix product."""

import json
import time


def version(name):
    try:
        return __import__(name).__version__
    except ImportError:
        return None


def product_speed():
    import numpy as np

    size = 384
    a = np.ones((size, size), np.float32)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        a @ a
        times.append(time.perf_counter() - start)
    return 2 * size**3 / min(times) / 1e9


numpy = version("numpy")
print(json.dumps({"numpy": numpy, "torch": version("torch"), "gflops": product_speed() if numpy else 0}))
