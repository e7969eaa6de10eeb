"""Builds random well-typed programs from the top down: ask for a shape, get an expression of it."""

import jax
import jax.numpy as jnp

from interpret import Ref, call, is_float, narrow

F64 = jnp.float64


class Rejected(Exception):
    """This draw gives no useful program; the next seed is tried."""


def lit(v):
    return {"lit": v}


def contents(seed, low, high, data):
    if data is not None:
        return {"data": data}
    return {"seed": seed} if (low, high) == (-1.0, 1.0) else {"seed": seed, "range": [low, high]}


def refs_in(x):
    if isinstance(x, Ref):
        yield x
    elif isinstance(x, (list, tuple)):
        for y in x:
            yield from refs_in(y)
    elif isinstance(x, dict):
        for y in x.values():
            yield from refs_in(y)


def rename(x, numbers):
    if isinstance(x, Ref):
        return numbers[x]
    if isinstance(x, (list, tuple)):
        return [rename(y, numbers) for y in x]
    if isinstance(x, dict):
        return {k: rename(y, numbers) for k, y in x.items()}
    return x


SMOOTH = ["np.sin", "np.cos", "np.tanh", "nn.sigmoid", "np.square", "nn.softplus", "lax.erf", "np.arctan"]


class Builder:
    """A program, or the body of a function inside one when it has a `parent` to capture from."""

    def __init__(self, rng, parent=None, params=(), most_inputs=4, zeros=False):
        self.rng, self.parent, self.zeros = rng, parent, zeros
        self.leads, self.specs, self.captured = [], [], {}
        self.params = [Ref(a) for a in params]
        self.ops, self.results = [], []
        self.most_inputs = most_inputs
        self.used = set()

    # values

    def dim(self, low=1):
        sizes = [1, 2, 2, 3, 3, 4, 4, 5, 7, 8] + ([0] * 5 if self.zeros and low == 0 else [])
        return self.rng.choice([s for s in sizes if s >= low])

    def shape(self, rank=None, low=0):
        rank = self.rng.choice([0, 1, 1, 2, 2, 2, 3]) if rank is None else rank
        dims = [self.dim(low) for _ in range(rank)]
        while len(dims) > 2 and dims[0] * dims[1] * dims[2] > 24:
            dims[self.rng.randrange(len(dims))] = 2
        return tuple(dims)

    def input(self, shape, low=-1.0, high=1.0, dtype="float64", data=None):
        """A new input; in a body, a new input of the enclosing program."""
        if self.parent:
            return self.capture(self.parent.input(shape, low, high, dtype, data))
        ref = Ref(jax.ShapeDtypeStruct(tuple(shape), dtype))
        seed = self.rng.randrange(10_000)
        spec = {"shape": list(shape), "dtype": dtype}
        spec.update(contents(seed, low, high, data))
        self.leads.append(ref)
        self.specs.append(spec)
        return ref

    def owns(self, ref):
        return any(ref is r for r in [*self.leads, *self.params, *self.captured.values()]) or any(
            ref is r for _, leaves in self.ops for r in leaves
        )

    def capture(self, ref):
        """A value of an enclosing program, through every body in between."""
        if not self.parent.owns(ref):
            ref = self.parent.capture(ref)
        if ref not in self.captured:
            self.captured[ref] = Ref(ref.aval)
        return self.captured[ref]

    def leaf(self, shape):
        """A floating value of `shape`: a parameter, an input, a capture, at times a constant."""
        shape = tuple(shape)
        known = [r for r in [*self.params, *self.leads] if r.shape == shape and is_float(r)]
        fresh = [r for r in known if r not in self.used]
        if fresh:
            known = fresh
        room = not self.parent and len(self.leads) < self.most_inputs
        stay = fresh or not (room or self.parent) or self.rng.random() < 0.5
        if known and stay:
            ref = self.rng.choice(known)
        elif room:
            ref = self.input(shape)
        elif self.parent and self.rng.random() < 0.8:
            ref = self.capture(self.parent.leaf(shape))
        else:
            ref = self.const(shape)
        self.used.add(ref)
        return ref

    def const(self, shape, low=-1.0, high=1.0, dtype="float64", data=None):
        spec = {"shape": list(shape), "dtype": dtype}
        spec.update(contents(self.rng.randrange(10_000), low, high, data))
        return self.call("const", spec=spec)

    def index(self, shape, size, traced=None, low=0):
        """Indices below `size`, as an input (so that vmap may map them) or as a constant."""
        if size == 0:
            raise Rejected
        traced = self.rng.random() < 0.5 if traced is None else traced
        make = self.input if traced else self.const
        return make(shape, float(low), float(size), "int32")

    def distinct(self, count, size):
        """`count` different indices below `size`, as a constant."""
        return self.const((count,), dtype="int32", data=self.rng.sample(range(size), count))

    # operations

    def call(self, path, *args, **options):
        """Appends an operation; the result is a Ref, or a list of them for several leaves."""
        op = [path, list(args)] + ([options] if options else [])
        used = list(dict.fromkeys(refs_in(op)))

        def run(*xs):
            return call(op, Lookup(used, xs))

        out = jax.eval_shape(run, *[r.aval for r in used])
        leaves = [Ref(a) for a in jax.tree.leaves(out)]
        self.ops.append((op, leaves))
        return leaves[0] if len(leaves) == 1 else leaves

    def lits(self, path, *args, **options):
        """`call` for arguments of which only references are values."""
        wrap = lambda a: a if isinstance(a, Ref) or (isinstance(a, dict) and "fn" in a) else lit(a)
        return self.call(path, *[wrap(a) for a in args], **options)

    def fn(self, params, body, transforms=None):
        """A function of `params` (Refs or avals): `body(sub, *refs)` gives its output tree of Refs."""
        avals = [p.aval if isinstance(p, Ref) else p for p in params]
        sub = Builder(self.rng, self, avals, self.most_inputs)
        out = body(sub, *sub.params)
        return {"fn": sub.finish_fn(out, transforms)}

    # random expressions

    def expr(self, shape, depth=1):
        shape = tuple(shape)
        if depth <= 0:
            return self.leaf(shape)
        rng = self.rng
        kinds = ["leaf", "unary", "unary", "binary", "binary", "sum"]
        if len(shape) >= 2:
            kinds += ["matmul", "transpose", "concat"]
        if len(shape) >= 1:
            kinds += ["reshape", "slice"]
        kind = rng.choice(kinds)
        if kind == "leaf":
            return self.leaf(shape)
        if kind == "unary":
            return self.call(rng.choice(SMOOTH), self.expr(shape, depth - 1))
        if kind == "binary":
            return self.call(
                rng.choice(["np.add", "np.subtract", "np.multiply", "np.multiply"]),
                self.expr(shape, depth - 1),
                self.expr(self.broadcastable(shape), depth - 1),
            )
        if kind == "sum":
            axis = rng.randrange(len(shape) + 1)
            longer = (*shape[:axis], self.dim(1), *shape[axis:])
            return self.call("np.sum", self.expr(longer, depth - 1), axis=axis)
        if kind == "matmul":
            k = self.dim(1)
            a = self.expr((*shape[:-1], k), depth - 1)
            b = self.expr((k, shape[-1]), depth - 1)
            return self.call("np.matmul", a, b)
        if kind == "transpose":
            flipped = (*shape[:-2], shape[-1], shape[-2])
            return self.lits("np.swapaxes", self.expr(flipped, depth - 1), -1, -2)
        if kind == "concat":
            if shape[0] < 2:
                return self.leaf(shape)
            k = rng.randrange(1, shape[0])
            parts = [self.expr((k, *shape[1:]), depth - 1), self.expr((shape[0] - k, *shape[1:]), depth - 1)]
            return self.call("np.concatenate", parts)
        if kind == "reshape":
            size = 1
            for d in shape:
                size *= d
            return self.lits("np.reshape", self.expr((size,), depth - 1), list(shape))
        longer = (shape[0] + 1, *shape[1:])
        return self.lits("get", self.expr(longer, depth - 1), "1:")

    def broadcastable(self, shape):
        rng = self.rng
        if rng.random() < 0.5:
            return shape
        kept = list(shape[rng.randrange(len(shape) + 1) :])
        return tuple(1 if rng.random() < 0.3 else d for d in kept)

    def positive(self, x):
        x = self.call("np.square", x)
        return self.lits("np.add", x, self.rng.choice([0.5, 0.75, 1.25]))

    def inside(self, x):
        """A value strictly between -0.9 and 0.9."""
        return self.lits("np.multiply", self.call(self.rng.choice(["np.tanh", "np.sin"]), x), 0.9)

    def scaled(self, x, factor):
        return self.lits("np.multiply", x, factor)

    def after(self, x):
        """Something ordinary done to the result of the operation under test."""
        rng = self.rng
        kind = rng.choice(["none", "unary", "unary", "multiply", "add", "sum", "self"])
        if kind == "unary":
            return self.call(rng.choice(SMOOTH), x)
        if kind in ("multiply", "add"):
            return self.call(f"np.{kind}", x, self.expr(self.broadcastable(x.shape), 0))
        if kind == "sum" and x.shape:
            return self.call("np.sum", x, axis=rng.randrange(-len(x.shape), len(x.shape)))
        if kind == "self":
            return self.call("np.multiply", x, self.call("np.sin", x))
        return x

    def extra(self, out):
        """A second output: an intermediate value, or a simple function of the first."""
        seen = [r for _, leaves in self.ops for r in leaves if r is not out and is_float(r)]
        return self.rng.choice(seen) if seen else self.call("np.cos", out)

    # finishing

    def number(self, leads):
        numbers = {r: i for i, r in enumerate([*leads, *self.params])}
        for _, leaves in self.ops:
            for r in leaves:
                numbers[r] = len(numbers)
        return numbers, [rename(op, numbers) for op, _ in self.ops]

    def finish_fn(self, out, transforms=None):
        outer = list(self.captured)
        numbers, ops = self.number([self.captured[r] for r in outer])
        fn = {"captures": outer, "ops": ops, "out": rename(out, numbers)}
        if transforms:
            fn["transforms"] = transforms
        return fn

    def finish(self, outs):
        numbers, ops = self.number(self.leads)
        return {"inputs": self.specs, "ops": ops, "out": [numbers[o] for o in outs]}


class Lookup(dict):
    """An environment keyed by Refs."""

    def __init__(self, refs, xs):
        super().__init__(zip(refs, map(narrow, xs)))
