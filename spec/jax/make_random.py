"""Keys, bits and samples of jax.random (threefry, the partitionable scheme).

    pip install jax==0.10.2 scipy
    python spec/jax/make_random.py

writes fixtures/random.json. Bits are hexadecimal; float32 samples are the shortest decimals that round to them.
`exact` says that the sample needs no function beyond IEEE arithmetic, so that every bit must agree.
"""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from arrays import materialize
from interpret import snake, tuples

SEEDS = [0, 1, 42, 2**31 - 1, 2**31, 2**32 - 1, 2**32 + 5, -1, 123456789]
PATHS = [
    [["foldIn", 0]], [["foldIn", 7]], [["foldIn", 2**32 - 1]], [["split", 2, 0]], [["split", 2, 1]], [["split", 5, 3]],
    [["split", 3, 1], ["foldIn", 9], ["split", 2, 0]],
]  # fmt: skip


def key_of(spec):
    key = jax.random.key(spec["seed"])
    for step in spec.get("path", []):
        key = jax.random.fold_in(key, step[1]) if step[0] == "foldIn" else jax.random.split(key, step[1])[step[2]]
    return key


def hexadecimal(x):
    return [f"{int(v):08x}" for v in np.asarray(x).ravel()]


def plain(v):
    if v.dtype.kind == "f":
        return float(str(v)) if np.isfinite(v) else str(v)
    return int(v)


def sample(x):
    a = np.asarray(x)
    return {"shape": list(a.shape), "dtype": str(a.dtype), "data": [plain(v) for v in a.ravel()]}


def P(*values, dtype="float32"):
    """An array argument."""
    return {"shape": [len(values)], "dtype": dtype, "data": list(values)}


def actual(v):
    return materialize(v) if isinstance(v, dict) else tuples(v)


def call(fn, *args, key=None, exact=False, **options):
    key = key or {"seed": 42}
    named = {snake(k): actual(v) for k, v in options.items()}
    out = getattr(jax.random, snake(fn))(key_of(key), *[actual(a) for a in args], **named)
    row = {"fn": fn, "key": key}
    row |= {"args": list(args)} if args else {}
    row |= {"options": options} if options else {}
    return row | {"exact": exact, "expected": sample(out)}


def keys():
    specs = [{"seed": s} for s in SEEDS] + [{"seed": s, "path": p} for s in (0, 42) for p in PATHS]
    rows = [{"key": k, "data": hexadecimal(jax.random.key_data(key_of(k)))} for k in specs]
    split = lambda n: hexadecimal(jax.random.key_data(jax.random.split(jax.random.key(3), tuples(n))))
    splits = [{"key": {"seed": 3}, "num": n, "data": split(n)} for n in [1, 2, 5, [2, 3]]]
    return rows, splits


def bits():
    shapes = [[], [1], [3], [4], [7], [2, 3], [2, 4, 3], [0], [1025]]
    rows = []
    for seed, shape in [(0, s) for s in shapes] + [(2**31, [5])]:
        out = jax.random.bits(jax.random.key(seed), tuple(shape))
        flat = hexadecimal(out)
        row = {"key": {"seed": seed}, "shape": shape, "data": flat}
        if len(flat) > 64:
            row["data"] = flat[:4] + flat[-4:]
        rows.append(row)
    return rows


def samples():
    shapes = [[], [5], [2, 3], [0], [2, 1, 4]]
    probabilities = P(0.1, 0.2, 0.3, 0.4)
    matrix = lambda n, m: {"shape": [n, m], "dtype": "float32", "data": [1, 2, 3, 4, 5, 6]}
    covariance = {"shape": [2, 2], "dtype": "float32", "data": [2, 0.5, 0.5, 1]}
    rows = [call("uniform", shape=s, exact=True) for s in shapes]
    rows += [
        call("uniform", exact=True),
        call("uniform", shape=[6], minval=-2, maxval=3, key={"seed": 0}),
        call("uniform", shape=[3], minval=P(0.0, 1.0, 2.0), maxval=P(1.0, 3.0, 7.0)),
    ]
    rows += [call("normal", shape=s) for s in shapes] + [call("normal"), call("normal", shape=[64], key={"seed": 7})]
    rows += [
        call("truncatedNormal", -1, 1, shape=[8]),
        call("truncatedNormal", -2, 2, shape=[2, 3], key={"seed": 1}),
        call("truncatedNormal", 0.5, 3, shape=[5]),
        call("truncatedNormal", P(-1.0, 0.0), P(0.0, 2.0)),
        call("randint", [8], 0, 10, exact=True),
        call("randint", [2, 3], -5, 1000000, exact=True),
        call("randint", [4], -(2**31), 2**31 - 1, exact=True),
        call("randint", [3], 5, 5, exact=True),
        call("randint", [], 0, 3, exact=True),
        call("randint", [6], 0, 7, exact=True, dtype="uint32"),
        call("randint", [3], P(0, 10, 20, dtype="int32"), P(5, 15, 25, dtype="int32"), exact=True),
        call("bernoulli", shape=[10], exact=True),
        call("bernoulli", p=0.2, shape=[10], exact=True),
        call("bernoulli", p=probabilities, exact=True),
        call("permutation", 10, exact=True),
        call("permutation", 1, exact=True),
        call("permutation", 100, exact=True, key={"seed": 5}),
        call("permutation", P(1.0, 2.5, 3.5, 4.5, 5.5), exact=True),
        call("permutation", matrix(3, 2), exact=True),
        call("permutation", matrix(2, 3), axis=1, exact=True),
        call("permutation", matrix(3, 2), independent=True, exact=True),
        call("choice", 10, shape=[6], exact=True),
        call("choice", 10, shape=[6], replace=False, exact=True),
        call("choice", 10, exact=True),
        call("choice", P(1.5, 2.5, 3.5), shape=[2, 2], exact=True),
        call("choice", 4, shape=[8], p=probabilities, exact=True),
        call("choice", 4, shape=[3], p=probabilities, replace=False, exact=True),
        call("categorical", P(0.1, 0.5, -0.3, 1.0), exact=True),
        call("categorical", P(0.1, 0.5, -0.3, 1.0), shape=[9], exact=True),
        call("categorical", {"shape": [2, 3], "dtype": "float32", "data": [0, 1, 2, 3, 1, 0]}, exact=True),
        call("categorical", {"shape": [2, 3], "dtype": "float32", "data": [0, 1, 2, 3, 1, 0]}, axis=0, exact=True),
        call("gumbel", shape=[6]),
        call("exponential", shape=[6]),
        call("laplace", shape=[6]),
        call("logistic", shape=[6]),
        call("cauchy", shape=[6]),
        call("rademacher", shape=[6], exact=True),
        call("maxwell", shape=[4]),
        call("rayleigh", 2.0, shape=[4]),
        call("pareto", 2.0, shape=[4]),
        call("weibullMin", 1.5, 2.0, shape=[4]),
        call("lognormal", sigma=0.5, shape=[4]),
        call("multivariateNormal", P(1.0, -1.0), covariance, shape=[3]),
        call("gamma", 2.0, shape=[5]),
        call("gamma", 0.5, shape=[5]),
        call("beta", 2.0, 3.0, shape=[4]),
        call("dirichlet", P(1.0, 2.0, 3.0), shape=[2]),
        call("poisson", 3.0, shape=[5], exact=True),
    ]  # fmt: skip
    return rows


def samples64():
    jax.config.update("jax_enable_x64", True)
    rows = [
        call("uniform", shape=[5], dtype="float64", exact=True),
        call("uniform", shape=[2, 2], dtype="float64", minval=-1, maxval=1, key={"seed": 3}),
        call("normal", shape=[5], dtype="float64"),
        call("exponential", shape=[4], dtype="float64"),
        call("gumbel", shape=[4], dtype="float64"),
    ]
    jax.config.update("jax_enable_x64", False)
    return rows


def batched():
    """Under vmap a sampler gives each key what it gives that key alone."""
    split = jax.random.split(jax.random.key(11), 4)
    return {"seed": 11, "num": 4, "normal": sample(jax.vmap(lambda k: jax.random.normal(k, (3,)))(split))}


if __name__ == "__main__":
    single, splits = keys()
    parts = {"keys": single, "splits": splits, "bits": bits(), "samples": samples() + samples64()}
    text = ",\n".join(
        f'"{name}":[\n' + ",\n".join(json.dumps(r, separators=(",", ":")) for r in rows) + "\n]"
        for name, rows in parts.items()
    )
    batch = json.dumps(batched(), separators=(",", ":"))
    path = Path(__file__).parent / "fixtures" / "random.json"
    path.write_text(f'{{"jax":"{jax.__version__}",\n{text},\n"batched":{batch}}}\n')
    print({name: len(rows) for name, rows in parts.items()})
