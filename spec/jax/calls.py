"""A table of single calls: how one is written down, evaluated in both modes, and saved."""

import json
from pathlib import Path

import jax
import jax.numpy as jnp

from arrays import encode, materialize
from interpret import Env, call

FIXTURES = Path(__file__).parent / "fixtures"


class Input:
    """An array argument; equal specifications with the same seed are the same data."""

    def __init__(self, spec):
        self.spec = spec


_next = [0]


def A(*shape, low=-2.0, high=2.0, dtype="float64"):
    """Random data."""
    _next[0] += 1
    return Input({"shape": list(shape), "dtype": dtype, "seed": _next[0], "range": [float(low), float(high)]})


def I(*shape, low=0, high=5):
    return A(*shape, low=low, high=high, dtype="int32")


def B(*shape):
    return A(*shape, low=0, high=1, dtype="bool")


def D(data, shape=None, dtype="float64"):
    """Explicit data."""
    data = data if isinstance(data, list) else [data]
    return Input({"shape": list(shape if shape is not None else [len(data)]), "dtype": dtype, "data": data})


class Call:
    def __init__(self, path, args, options):
        self.inputs = []
        encoded = [self.encode(a) for a in args]
        named = {k: self.option(v) for k, v in options.items()}
        self.op = [path, encoded] + ([named] if named else [])

    def number(self, x):
        if not any(x is y for y in self.inputs):
            self.inputs.append(x)
        return next(i for i, y in enumerate(self.inputs) if y is x)

    def encode(self, a):
        if isinstance(a, Input):
            return self.number(a)
        if isinstance(a, list) and any(isinstance(x, Input) for x in a):
            return [self.encode(x) for x in a]
        return {"lit": a}

    def option(self, v):
        return {"v": self.number(v)} if isinstance(v, Input) else v

    @property
    def mode(self):
        return "x64" if any(i.spec["dtype"] == "float64" for i in self.inputs) else "x32"

    def evaluate(self):
        try:
            return self.answer()
        except Exception as error:
            raise ValueError(f"{json.dumps(self.op)}: {error}") from error

    def answer(self):
        jax.config.update("jax_enable_x64", self.mode == "x64")
        out = call(self.op, Env([materialize(i.spec) for i in self.inputs]))
        expected = [encode(jnp.asarray(x)) for x in jax.tree.leaves(out)]
        case = {"op": self.op, "expected": expected}
        if self.inputs:
            case["inputs"] = [i.spec for i in self.inputs]
        if self.mode == "x64":
            case["float32"] = self.dtypes32()
        return case

    def dtypes32(self):
        """The dtypes of the results when the float64 inputs are float32, in the default mode."""
        jax.config.update("jax_enable_x64", False)
        single = lambda s: {**s, "dtype": "float32"} if s["dtype"] == "float64" else s
        run = lambda *xs: call(self.op, Env(list(xs)))
        inputs = [materialize(single(i.spec)) for i in self.inputs]
        try:
            out = jax.eval_shape(run, *inputs)
        except (jax.errors.JAXTypeError, jax.errors.JAXIndexError):
            out = run(*inputs)
        return [str(jnp.result_type(x)) for x in jax.tree.leaves(out)]


class Table:
    """Calls, of which JAX has to answer all; it may refuse those that are optional, which are then left out."""

    def __init__(self, optional=False):
        self.calls = []
        self.optional = optional

    def __call__(self, path, *args, **options):
        self.calls.append(Call(path, args, options))

    def evaluate(self):
        for call in self.calls:
            try:
                yield call.evaluate()
            except ValueError:
                if not self.optional:
                    raise


def write(name, table):
    cases = list(table.evaluate())
    lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    (FIXTURES / f"calls-{name}.json").write_text(f'{{"jax":"{jax.__version__}","cases":[\n{lines}\n]}}\n')
    print(f"{name}: {len(cases)} calls")
