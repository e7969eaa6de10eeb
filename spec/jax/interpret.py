"""Runs a program of the fixture language with JAX (the language is described in README.md).

A value reference is anything that is a key of the environment: an integer in a finished program,
a `Ref` while one is being built.
"""

import re

import jax
import jax.numpy as jnp
from jax import lax

from arrays import materialize, values

ROOTS = {"np": jnp, "lax": lax, "nn": jax.nn, "scipy": jax.scipy, "random": jax.random}


class Ref:
    """A value of a program under construction, with its abstract value."""

    def __init__(self, aval):
        self.aval = aval

    @property
    def shape(self):
        return self.aval.shape

    @property
    def dtype(self):
        return self.aval.dtype


NUMERALS = ("Infinity", "-Infinity", "NaN")

IRREGULAR = {"atleast1d": "atleast_1d", "atleast2d": "atleast_2d", "atleast3d": "atleast_3d"}


def snake(name):
    if name in IRREGULAR:
        return IRREGULAR[name]
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "_" + m.group(1).lower(), name)


def resolve_path(path):
    head, *rest = path.split(".")
    target = ROOTS[head]
    for part in rest:
        target = getattr(target, snake(part))
    return target


MODES = ("promiseInBounds", "linearRamp")


def tuples(v):
    if isinstance(v, str) and v in MODES:
        return snake(v)
    if isinstance(v, str) and v in NUMERALS:
        return float(v)
    return tuple(tuples(x) for x in v) if isinstance(v, (list, tuple)) else v


def flatten(tree):
    return jax.tree.leaves(tree)


def is_float(x):
    return jnp.issubdtype(x.dtype, jnp.floating)


def narrow(x):
    """64-bit integers become 32-bit: the fixtures know no others."""
    wide = {"int64": jnp.int32, "uint64": jnp.uint32}.get(str(getattr(x, "dtype", "")))
    return x.astype(wide) if wide else x


def closure(fn, env):
    """The function a `fn` object denotes: its captures are looked up now, its arguments come later."""
    captured = [env[c] for c in fn.get("captures", [])]

    def run(*args):
        local = Env(captured + flatten(args))
        execute(fn["ops"], local)
        return local.read(fn["out"])

    if "transforms" not in fn:
        return run
    return apply_transforms(lambda *xs: flatten(run(*xs)), fn["transforms"])


class Env(dict):
    def __init__(self, leads=()):
        super().__init__(enumerate(leads))
        self.next = len(self)

    def push(self, tree):
        for leaf in flatten(tree):
            self[self.next] = leaf
            self.next += 1

    def read(self, tree):
        return tuple(self.read(t) for t in tree) if isinstance(tree, (list, tuple)) else self[tree]


def argument(arg, env):
    if isinstance(arg, (int, Ref)):
        return env[arg]
    if isinstance(arg, list):
        return [argument(a, env) for a in arg]
    if "fn" in arg:
        return closure(arg["fn"], env)
    return tuples(arg["lit"])


def option(value, env):
    if isinstance(value, dict) and "v" in value:
        return env[value["v"]]
    if isinstance(value, dict) and "fn" in value:
        return closure(value["fn"], env)
    return tuples(value)


def subscript(item):
    if isinstance(item, str) and item != "...":
        return slice(*(int(p) if p else None for p in item.split(":")))
    return Ellipsis if item == "..." else item


def get(x, *index):
    return x[tuple(subscript(i) for i in index)]


def at(method):
    def update(x, v, *index, mode=None):
        return getattr(x.at[tuple(subscript(i) for i in index)], method)(v, mode=mode)

    return update


def at_get(x, *index, mode=None, fill_value=None):
    return x.at[tuple(subscript(i) for i in index)].get(mode=mode, fill_value=fill_value)


def const(*, spec):
    return materialize(spec)


def custom_jvp(*args, fun, rule):
    f = jax.custom_jvp(fun)
    f.defjvp(lambda primals, tangents: rule(*primals, *tangents))
    return f(*args)


def custom_vjp(*args, fun, fwd, bwd):
    f = jax.custom_vjp(fun)
    f.defvjp(fwd, lambda res, ct: tuple(flatten(bwd(*flatten(res), ct))))
    return f(*args)


def newton_step(f, x, structure):
    if structure == "elementwise":
        y, slope = jax.jvp(f, (x,), (jnp.ones_like(x),))
        return x - y / slope
    return x - jnp.linalg.solve(jax.jacfwd(f)(x), f(x))


def custom_root(x0, *, f, structure, steps):
    """Newton's method with its derivative by the implicit function theorem."""

    def solve(g, x):
        return lax.fori_loop(0, steps, lambda _, x: newton_step(g, x, structure), x)

    def tangent_solve(g, y):
        if structure == "elementwise":
            return y / g(jnp.ones_like(y))
        return jnp.linalg.solve(jax.jacfwd(g)(y), y)

    return lax.custom_root(f, x0, solve, tangent_solve)


def custom_linear_solve(b, *, matvec, solve, transposeSolve=None, symmetric=False):
    transpose = None if transposeSolve is None else (lambda _, y: transposeSolve(y))
    return lax.custom_linear_solve(matvec, b, lambda _, y: solve(y), transpose, symmetric=symmetric)


def associative_scan(f, elems, **options):
    return lax.associative_scan(f, elems, **options)


SPECIAL = {
    "get": get,
    "const": const,
    "stopGradient": lax.stop_gradient,
    "customJvp": custom_jvp,
    "customVjp": custom_vjp,
    "customRoot": custom_root,
    "customLinearSolve": custom_linear_solve,
    "apply": lambda f, *args: f(*args),
    "at.get": at_get,
    **{f"at.{m}": at(m) for m in ["set", "add", "min", "max", "divide", "power"]},
    "at.mul": at("multiply"),
}

LITERAL_OPTIONS = {"const", "customJvp", "customVjp", "customRoot", "customLinearSolve"}


def call(op, env):
    path, args, options = op[0], op[1], (op[2] if len(op) > 2 else {})
    actual = [argument(a, env) for a in args]
    if path in SPECIAL:
        keep = path == "const"
        rename = snake if path.startswith("at.") else (lambda k: k)
        result = SPECIAL[path](*actual, **{rename(k): (v if keep else option(v, env)) for k, v in options.items()})
    elif path.startswith("."):
        named = {snake(k): option(v, env) for k, v in options.items()}
        result = getattr(actual[0], snake(path[1:]))(*actual[1:], **named)
    else:
        named = {snake(k): option(v, env) for k, v in options.items()}
        result = resolve_path(path)(*[tuple(a) if isinstance(a, list) else a for a in actual], **named)
    return jax.tree.map(narrow, result)


def execute(ops, env):
    for op in ops:
        env.push(call(op, env))


def program(p):
    """The function of a program: arrays to a flat list of arrays."""

    def f(*xs):
        env = Env(list(xs))
        execute(p["ops"], env)
        return [env[i] for i in p["out"]]

    return f


# Transforms: each takes and gives a function from arrays to a flat list of arrays.


def on_floats(fn, xs):
    """`fn` as a function of its floating arguments and with its floating outputs, and those arguments."""
    where = [i for i, x in enumerate(xs) if is_float(x)]

    def g(*floats):
        full = list(xs)
        for i, v in zip(where, floats):
            full[i] = v
        return [o for o in fn(*full) if is_float(o)]

    return g, [xs[i] for i in where]


def fixed(seed, like, low=-1.0, high=1.0):
    return [jnp.asarray(values(seed + k, x.shape, low, high), dtype=x.dtype) for k, x in enumerate(like)]


def scalar_of(fn, p):
    """A weighted sum of the outputs, each first passed through `via`; without a seed the weights are 1."""
    via = {"id": lambda o: o, "sin": jnp.sin, "square": jnp.square}[p.get("via", "id")]

    def f(*xs):
        outs = [o for o in fn(*xs) if is_float(o)]
        if p["seed"] is None:
            return sum(jnp.sum(via(o)) for o in outs)
        weights = fixed(p["seed"], outs, 0.5, 1.5)
        return sum(jnp.sum(w * via(o)) for w, o in zip(weights, outs))

    return f


def t_grad(fn, p):
    make = jax.value_and_grad if p.get("value") else jax.grad
    return lambda *xs: flatten(make(scalar_of(fn, p), argnums=tuples(p["argnums"]))(*xs))


def t_vmap(fn, p):
    out_axes = p.get("outAxes", 0)
    return jax.vmap(fn, in_axes=tuples(p["inAxes"]), out_axes=out_axes)


def t_jvp(fn, p):
    def f(*xs):
        g, floats = on_floats(fn, xs)
        out, tangent = jax.jvp(g, floats, fixed(p["seed"], floats))
        return [*out, *tangent] if p.get("value") else list(tangent)

    return f


def t_vjp(fn, p):
    def f(*xs):
        g, floats = on_floats(fn, xs)
        out, pull = jax.vjp(g, *floats)
        cts = flatten(pull(fixed(p["seed"], out)))
        return [*out, *cts] if p.get("value") else cts

    return f


def t_linearize(fn, p):
    def f(*xs):
        g, floats = on_floats(fn, xs)
        out, push = jax.linearize(g, *floats)
        first = push(*fixed(p["seed"], floats))
        second = push(*fixed(p["seed"] + 100, floats))
        return [*out, *first, *second] if p.get("value") else [a - 2.0 * b for a, b in zip(first, second)]

    return f


def jacobian(make):
    def t(fn, p):
        floats_only = lambda *xs: [o for o in fn(*xs) if is_float(o)]
        return lambda *xs: flatten(make(floats_only, argnums=p["argnums"])(*xs))

    return t


def t_adapt(fn, p):
    """`fn` after `steps` of gradient descent on its own scalar, in argument `argnums`."""
    step = jax.grad(scalar_of(fn, p), argnums=p["argnums"])

    def f(*xs):
        xs = list(xs)
        for _ in range(p["steps"]):
            xs[p["argnums"]] = xs[p["argnums"]] - p["lr"] * step(*xs)
        return fn(*xs)

    return f


TRANSFORMS = {
    "grad": t_grad,
    "vmap": t_vmap,
    "jvp": t_jvp,
    "vjp": t_vjp,
    "linearize": t_linearize,
    "jacfwd": jacobian(jax.jacfwd),
    "jacrev": jacobian(jax.jacrev),
    "hessian": jacobian(jax.hessian),
    "adapt": t_adapt,
    "jit": lambda fn, p: jax.jit(fn),
    "checkpoint": lambda fn, p: jax.checkpoint(fn),
}


def apply_transforms(fn, transforms):
    for name, p in transforms:
        fn = TRANSFORMS[name](fn, p)
    return fn
