"""Deterministic data shared with the TypeScript specs, and the JSON form of arrays.

`unit(seed, n)` is a 32-bit integer hash, so both languages compute the same numbers to the last bit.
"""

import math

import jax.numpy as jnp
import numpy as np

U32 = np.uint32


def unit(seed, n):
    """`n` numbers in [0, 1), a pure function of `seed` and the position."""
    with np.errstate(over="ignore"):
        i = np.arange(1, n + 1, dtype=U32)
        h = (i * U32(0x9E3779B1)) ^ U32((seed + 1) * 0x85EBCA77 & 0xFFFFFFFF)
        h ^= h >> U32(15)
        h *= U32(0x2C1B3C6D)
        h ^= h >> U32(12)
        h *= U32(0x297A2D39)
        h ^= h >> U32(15)
    return h.astype(np.float64) / 4294967296.0


def values(seed, shape, low=-1.0, high=1.0):
    """float64 values in [low, high)."""
    u = unit(seed, math.prod(shape))
    return (low + (high - low) * u).reshape(shape)


def materialize(spec):
    """The array of an input specification: explicit `data`, or `seed` and `range`."""
    shape, dtype = spec["shape"], spec.get("dtype", "float64")
    if "data" in spec:
        flat = [float(v) if isinstance(v, str) else v for v in spec["data"]]
        array = jnp.asarray(np.array(flat, dtype=np.float64).reshape(shape), dtype=dtype)
    else:
        low, high = spec.get("range", [-1.0, 1.0])
        v = values(spec["seed"], shape, low, high)
        if dtype == "bool":
            v = v < (low + high) / 2
        elif dtype.startswith(("int", "uint")):
            v = np.floor(v)
        array = jnp.asarray(v, dtype=dtype)
    return array


def number(v, digits=14):
    """A JSON number with `digits` significant digits; the non-finite ones are strings."""
    if isinstance(v, (bool, np.bool_)):
        return int(v)
    if isinstance(v, (int, np.integer)):
        return int(v)
    v = float(v)
    if math.isnan(v):
        return "NaN"
    if math.isinf(v):
        return "Infinity" if v > 0 else "-Infinity"
    v = float(f"{v:.{digits}g}")
    return int(v) if v == int(v) and abs(v) < 2**53 and not (v == 0 and math.copysign(1, v) < 0) else v


NARROW = {"int64": "int32", "uint64": "uint32", "int16": "int32"}


def encode(x, digits=None):
    """`{shape, dtype, data}`; the 64-bit integers of x64 mode are called by their 32-bit names."""
    a = np.asarray(x)
    dtype = NARROW.get(str(a.dtype), str(a.dtype))
    if digits is None:
        digits = 9 if dtype == "float32" else 14
    return {"shape": list(a.shape), "dtype": dtype, "data": [number(v, digits) for v in a.ravel()]}
