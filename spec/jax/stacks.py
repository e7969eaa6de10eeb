"""Random stacks of transforms, typed against the function they are applied to."""

import math

import jax
import jax.numpy as jnp

from builder import Rejected
from interpret import TRANSFORMS, is_float

ORDER = {"grad": 1, "jvp": 1, "vjp": 1, "jacfwd": 1, "jacrev": 1, "hessian": 2, "linearize": 1, "adapt": 1}
BOTH = [
    "grad", "grad", "vmap", "vmap", "jvp", "vjp", "jacfwd", "jacrev", "hessian", "hessian", "linearize", "jit",
    "checkpoint",
]  # fmt: skip
FORWARD = ["jvp", "jvp", "jacfwd", "linearize", "vmap", "vmap", "jit"]
REVERSE = ["grad", "grad", "vjp", "jacrev", "vmap", "vmap", "jit", "checkpoint"]
REVERSE_TWICE = [
    ["grad", "grad", "jit"], ["grad", "grad", "vmap"], ["grad", "vmap", "grad"], ["vmap", "grad", "grad"],
    ["grad", "jit", "grad"], ["jit", "grad", "grad"], ["grad", "checkpoint", "vjp"], ["vjp", "grad", "vmap"],
    ["grad", "jacrev", "vmap"], ["checkpoint", "grad", "grad"],
]  # fmt: skip
META = [
    ["adapt", "grad", "jit"], ["adapt", "vmap", "grad"], ["adapt", "vmap", "grad", "jit"], ["adapt", "adapt", "grad"],
    ["adapt", "grad", "grad"], ["adapt", "jvp", "vmap"], ["jit", "adapt", "grad"],
    ["adapt", "checkpoint", "vmap", "grad"],
]  # fmt: skip


def names(rng, allowed, attempt):
    """Three or four transforms with a derivative among them, of total order at most three.

    The first attempt at an operation is reverse over reverse, the second has a vmap.
    """
    if attempt == 0 and allowed is not FORWARD:
        return rng.choice(REVERSE_TWICE)
    while True:
        stack = [rng.choice(allowed) for _ in range(rng.choice([3, 3, 4]))]
        order = sum(ORDER.get(n, 0) for n in stack)
        twice = any(a == b and a not in ORDER and a != "vmap" for a, b in zip(stack, stack[1:]))
        mapped = stack.count("vmap")
        if 1 <= order <= 3 and not twice and (1 if attempt == 1 else 0) <= mapped <= 2:
            return stack


def sizes(avals):
    return [math.prod(a.shape) for a in avals]


def parameters(rng, name, args, outs):
    """The parameters of one transform for a function of `args` giving `outs`, and the new `args`."""
    floats = [i for i, a in enumerate(args) if is_float(a)]
    p = {}
    if name in ("grad", "jvp", "vjp", "linearize", "adapt"):
        p["seed"] = rng.randrange(1000)
    if name == "grad":
        chosen = rng.sample(floats, rng.randrange(1, len(floats) + 1))
        p["argnums"] = chosen if len(chosen) > 1 or rng.random() < 0.5 else chosen[0]
        p["via"] = rng.choice(["id", "sin", "sin", "square"])
    if name in ("grad", "jvp", "vjp", "linearize") and rng.random() < 0.25:
        p["value"] = True
    if name == "adapt":
        p.update(argnums=0, via="id", lr=0.1, steps=rng.choice([1, 2]))
    if name in ("jacfwd", "jacrev", "hessian"):
        small = [i for i in floats if 0 < math.prod(args[i].shape) <= (4 if name == "hessian" else 8)]
        if not small:
            raise Rejected
        p["argnums"] = rng.choice(small)
    if name == "vmap":
        return vmap_parameters(rng, args, outs)
    return p, args


def vmap_parameters(rng, args, outs):
    size = rng.choice([1, 2, 2, 3, 4])
    axes, wider = [], []
    for a in args:
        axis = None if rng.random() < 0.35 else rng.randrange(len(a.shape) + 1)
        axes.append(axis)
        if axis is None:
            wider.append(a)
            continue
        wider.append(a.update(shape=(*a.shape[:axis], size, *a.shape[axis:])))
        if rng.random() < 0.25:
            axes[-1] = axis - len(a.shape) - 1
    if all(a is None for a in axes):
        raise Rejected
    lowest = min(len(o.shape) for o in outs)
    choice = rng.choice(["default", "default", "one", "each"])
    p = {"inAxes": axes}
    if choice == "one":
        p["outAxes"] = rng.choice([rng.randrange(lowest + 1), -1])
    if choice == "each":
        p["outAxes"] = [rng.choice([rng.randrange(len(o.shape) + 1), -1]) for o in outs]
    return p, wider


def stack(rng, fn, args, chosen):
    """The transforms with their parameters, the transformed function, and its argument avals."""
    transforms = []
    for name in chosen:
        outs = jax.eval_shape(fn, *args)
        if not any(is_float(a) for a in args) or not outs:
            raise Rejected
        p, args = parameters(rng, name, args, outs)
        transforms.append([name, p])
        fn = TRANSFORMS[name](fn, p)
        if sum(sizes(jax.eval_shape(fn, *args))) > 300:
            raise Rejected
    return transforms, fn, args


def widen(specs, args):
    """Input specifications for the shapes that the outermost function takes."""
    return [{**s, "shape": list(a.shape)} for s, a in zip(specs, args)]


def avals(specs):
    return [jax.ShapeDtypeStruct(tuple(s["shape"]), jnp.dtype(s["dtype"])) for s in specs]
