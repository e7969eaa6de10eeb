"""Derivatives of single calls and of small programs at given points, as programs of the fixture language."""

import json
from pathlib import Path

import jax

from arrays import encode, materialize
from calls import Call, D
from interpret import apply_transforms, program

FIXTURES = Path(__file__).parent / "fixtures"
ROWS = []


def gradient(count):
    return ["grad", {"argnums": list(range(count)), "seed": None}]


def add(name, inputs, ops, out, transforms):
    p = {"name": name, "inputs": inputs, "ops": ops, "out": [out], "transforms": transforms}
    outs = apply_transforms(program(p), transforms)(*[materialize(s) for s in inputs])
    ROWS.append({**p, "expected": [encode(o, 12) for o in outs]})


def at(path, *args, order=1, name=None, jvp=False, **options):
    """The gradient of the sum of one call; `order` 2 is the gradient of the sum of that."""
    c = Call(path, args, options)
    specs = [i.spec for i in c.inputs]
    floats = [k for k, s in enumerate(specs) if s["dtype"] == "float64"]
    again = ["grad", {"argnums": floats, "seed": None}]
    transforms = [["jvp", {"seed": 1}]] if jvp else [again] * order
    add(name or path, specs, [c.op], len(specs), transforms)


def scalar(v):
    return D([v], [])


def save(name):
    lines = ",\n".join(json.dumps(r, separators=(",", ":")) for r in ROWS)
    (FIXTURES / f"{name}.json").write_text(f'{{"jax":"{jax.__version__}","programs":[\n{lines}\n]}}\n')
    print(f"{name}: {len(ROWS)} programs")
