"""Writes printing.json: how NumPy prints arrays of many kinds.

pip install numpy==2.4.6; python spec/core/make_printing.py
"""

import json
from pathlib import Path

import numpy as np


def printed(array):
    """NumPy's text with our prefix and suffix."""
    prefix = "Tensor("
    summarized = array.size > 1000
    if array.size == 0:
        text = prefix + "[]"
    else:
        text = prefix + np.array2string(array, separator=", ", prefix=prefix, suffix=")")
    if array.dtype == bool:
        text = text.replace("True", "true").replace("False", "false")
    shape = f"shape=[{', '.join(map(str, array.shape))}], "
    evident = not summarized and (array.size > 0 or array.ndim == 1)
    facts = ("" if evident else shape) + array.dtype.name + ")"
    last = len(text) - (text.rfind("\n") + 1)
    spacer = " " if last + len(facts) + 1 <= 75 else "\n" + " " * len(prefix)
    return text + "," + spacer + facts


def cases():
    rng = np.random.default_rng(0)
    f32, f64 = np.float32, np.float64
    plain = [
        [0.0], [-0.0], [1e-8], [3.14159], [1.0], [0.1], [1 / 3], [2 / 3], [1e8], [99999999.0], [123456789.0], [1e-4], [9.9e-5],
        [1e16], [1e17], [1.5e300 if False else 1.5e30], [0.001953125], [-0.001953125], [1.9531250e-3, 0.5], [100.0, 0.1], [1000.0, 1.0], [1001.0, 1.0],
        [1.5, 2.25, 3.0], [np.nan], [np.inf], [-np.inf], [np.nan, 1.0], [np.inf, -np.inf, 1.5, -0.25], [1e-10, np.nan, -np.inf],
        [1e10, 1.0, -1e-10], [0.0, -0.0, 1e-30], [16777216.0, 3.0], [1e-5, 1e-6], [12345.678, 0.5], [5e-324, 1.0], [3e38, -3e38],
        [0.1, 0.2, 0.3], [1e7, 2e7], [123456.0, 7.0], [2**-24, 1.0], [0.123456789, 0.987654321],
    ]
    for dtype in (f32, f64):
        for values in plain:
            with np.errstate(over="ignore", under="ignore"):
                yield np.array(values).astype(dtype)
            yield np.array(values[0]).astype(dtype)
        for scale in (1e-6, 1e-3, 1.0, 1e3, 1e6, 1e9):
            yield (rng.normal(size=7) * scale).astype(dtype)
        yield rng.normal(size=(3, 4)).astype(dtype)
        yield rng.normal(size=(2, 3, 2)).astype(dtype)
        yield rng.normal(size=(2, 2, 2, 2)).astype(dtype)
        yield rng.normal(size=(40,)).astype(dtype)
        yield rng.normal(size=(2, 30)).astype(dtype)
        yield rng.normal(size=(1001,)).astype(dtype)
        yield rng.normal(size=(40, 50)).astype(dtype)
        yield np.linspace(0, 1, 2000, dtype=dtype).reshape(10, 20, 10)
        yield np.arange(30, dtype=dtype)
        yield np.exp(rng.normal(size=12) * 6).astype(dtype)
        yield np.zeros((0,), dtype)
        yield np.zeros((0, 3), dtype)
        yield np.zeros((2, 0), dtype)
        yield np.zeros((3, 3), dtype)
    for dtype in (np.int32, np.uint32, np.uint8, np.int8):
        info = np.iinfo(dtype)
        yield np.array([0, 1, info.max, info.min], dtype)
        yield np.array(7, dtype)
        yield rng.integers(0, 100, size=(3, 5)).astype(dtype)
        yield rng.integers(0, 100, size=60).astype(dtype)
        yield np.zeros((0, 2), dtype)
    yield np.arange(1500, dtype=np.int32)
    yield np.array([True, False])
    yield np.array(True)
    yield np.array([[True], [True]])
    yield rng.integers(0, 2, size=(3, 20)).astype(bool)
    yield rng.integers(0, 2, size=1200).astype(bool)


def token(x):
    return x if np.isfinite(x) else str(x)


if __name__ == "__main__":
    rows = []
    for array in cases():
        flat = array.ravel()
        data = [token(x) if not (x == 0 and np.signbit(x)) else "-0" for x in flat.astype(float).tolist()]
        rows.append({"dtype": array.dtype.name, "shape": list(array.shape), "data": data, "text": printed(array)})
    body = ",\n".join(json.dumps(row) for row in rows)
    Path(__file__).with_name("printing.json").write_text(f"[\n{body}\n]\n")
