"""Which dtype, and whether a weak one, each pair of argument types gives.

    pip install jax==0.10.2 scipy
    python spec/jax/make_promotion.py

writes fixtures/promotion.json, where integers that the library has not are those it takes for them. `weakInt` and `weakFloat` are the number literals 3 and 2.5. A row is
[function, type, type, dtype, weak, value], or [function, type, type, null] where JAX raises a TypeError.
"""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from arrays import NARROW, number
from interpret import snake

TYPES = ["bool", "uint8", "int8", "int32", "uint32", "float32", "weakInt", "weakFloat"]
BINARY = """add subtract multiply divide floorDivide remainder power maximum minimum arctan2 equal less
            logaddexp""".split()
UNARY = """sin sqrt exp negative abs square sign floor reciprocal sum mean prod max cumsum argmax var
           zerosLike onesLike logicalNot isnan""".split()
LITERALS = {"weakInt": 3, "weakFloat": 2.5}


def value(kind):
    return LITERALS[kind] if kind in LITERALS else jnp.asarray([True, True], dtype=kind)


def row(name, kinds, call):
    try:
        out = call(*[value(k) for k in kinds])
    except TypeError:
        return [name, *kinds, None]
    dtype = NARROW.get(str(out.dtype), str(out.dtype))
    return [name, *kinds, dtype, int(bool(getattr(out, "weak_type", False))), number(np.asarray(out).ravel()[0], 7)]


def binary(types, keep=lambda a, b: True):
    rows = [
        row(name, [a, b], getattr(jnp, snake(name))) for name in BINARY for a in types for b in types if keep(a, b)
    ]
    rows += [row("where", [a, b], lambda x, y: jnp.where(True, x, y)) for a in types for b in types if keep(a, b)]
    return rows


def unary(types):
    return [row(name, [k], getattr(jnp, snake(name))) for name in UNARY for k in types]


def result_types():
    strong = TYPES[:6] + ["float64"]
    name = lambda a, b: str(jnp.promote_types(a, b))
    return [[a, b, NARROW.get(name(a, b), name(a, b))] for a in strong for b in strong]


if __name__ == "__main__":
    parts = {"binary": binary(TYPES), "unary": unary(TYPES)}
    jax.config.update("jax_enable_x64", True)
    wide = TYPES[:6] + ["float64"] + TYPES[6:]
    parts["binary"] += binary(wide, lambda a, b: "float64" in (a, b))
    parts["unary"] += unary(["float64"])
    parts["promoteTypes"] = result_types()
    text = ",\n".join(
        f'"{name}":[\n' + ",\n".join(json.dumps(r, separators=(",", ":")) for r in rows) + "\n]"
        for name, rows in parts.items()
    )
    path = Path(__file__).parent / "fixtures" / "promotion.json"
    path.write_text(f'{{"jax":"{jax.__version__}",\n{text}}}\n')
    print({name: len(rows) for name, rows in parts.items()})
