"""Programs about elementwise functions and about structure."""

from builder import Rejected, lit

ANY, POSITIVE, INSIDE, ABOVE_ONE = range(4)

UNARY = {
    "np.sin": ANY, "np.cos": ANY, "np.tan": INSIDE, "np.tanh": ANY, "np.sinh": ANY, "np.cosh": ANY,
    "np.exp": ANY, "np.expm1": ANY, "np.exp2": ANY, "np.log": POSITIVE, "np.log1p": POSITIVE,
    "np.log2": POSITIVE, "np.log10": POSITIVE, "np.sqrt": POSITIVE, "lax.rsqrt": POSITIVE,
    "np.cbrt": POSITIVE, "np.square": ANY, "np.reciprocal": POSITIVE, "np.negative": ANY, "np.abs": ANY,
    "np.arcsin": INSIDE, "np.arccos": INSIDE, "np.arctan": ANY, "np.arcsinh": ANY,
    "np.arccosh": ABOVE_ONE, "np.arctanh": INSIDE, "lax.erf": ANY, "lax.erfc": ANY, "lax.erfInv": INSIDE,
    "lax.lgamma": POSITIVE, "nn.sigmoid": ANY, "nn.softplus": ANY, "nn.silu": ANY, "nn.gelu": ANY,
    "nn.elu": ANY, "nn.relu": ANY, "nn.logSigmoid": ANY, "nn.softSign": ANY, "nn.leakyRelu": ANY,
    "np.sinc": ANY, "np.sign": ANY, "np.floor": ANY,
}  # fmt: skip


def guarded(b, x, domain):
    if domain == POSITIVE:
        return b.positive(x)
    if domain == INSIDE:
        return b.inside(x)
    return b.lits("np.add", b.call("np.square", x), 1.5) if domain == ABOVE_ONE else x


def unary(name):
    def make(b):
        shape = b.shape()
        y = b.call(name, guarded(b, b.expr(shape, 1), UNARY[name]))
        if name in ("np.sign", "np.floor", "np.negative"):
            y = b.call("np.multiply", y, b.call("np.sin", b.leaf(shape)))
        return b.after(y)

    return make


def binary(name, prepare=None, second=None):
    def make(b):
        shape = b.shape()
        x, y = b.expr(shape, 1), b.expr(b.broadcastable(shape), 1)
        if prepare:
            x = prepare(b, x)
        if second:
            y = second(b, y)
        if b.rng.random() < 0.4:
            x, y = (y, x) if not (prepare or second) else (x, y)
        return b.after(b.call(name, x, y))

    return make


def integer_power(b):
    x = b.expr(b.shape(), 1)
    return b.after(b.lits("np.power", x, b.rng.choice([2, 3, 4, 5])))


def scalar_arithmetic(b):
    x = b.expr(b.shape(), 1)
    x = b.call("np.multiply", lit(b.rng.choice([2, 0.5, -1.5])), x)
    return b.after(b.call("np.subtract", lit(1), b.call("np.sin", x)))


def compare_where(b):
    shape = b.shape()
    test = b.rng.choice(["np.greater", "np.less", "np.greaterEqual", "np.lessEqual", "np.notEqual"])
    c = b.call(test, b.expr(shape, 1), b.rng.choice([b.leaf(b.broadcastable(shape)), lit(0.1)]))
    y, z = b.expr(shape, 1), b.expr(b.broadcastable(shape), 1)
    return b.after(b.call("np.where", c, b.call("np.sin", y), b.call("np.square", z)))


def logical(b):
    shape = b.shape()
    c = b.call("np.greater", b.leaf(shape), lit(0.0))
    d = b.call("np.less", b.leaf(shape), lit(0.3))
    e = b.call(b.rng.choice(["np.logicalAnd", "np.logicalOr", "np.logicalXor"]), c, b.call("np.logicalNot", d))
    return b.after(b.call("np.where", e, b.expr(shape, 1), lit(0)))


def double_where(b):
    x = b.expr(b.shape(), 1)
    positive = b.call("np.greater", x, lit(0.05))
    safe = b.call("np.where", positive, x, lit(1.0))
    return b.after(b.call("np.where", positive, b.call("np.log", safe), lit(0.0)))


def select(b):
    shape = b.shape()
    c = b.call("np.greater", b.leaf(shape), b.leaf(shape))
    return b.after(b.call("lax.select", c, b.expr(shape, 1), b.expr(shape, 1)))


def clip(b):
    return b.after(b.lits("np.clip", b.expr(b.shape(), 1), -0.4, 0.5))


def cast(b):
    shape = b.shape()
    mask = b.lits(".astype", b.call("np.greater", b.leaf(shape), lit(0.0)), "float64")
    count = b.lits(".astype", b.lits("np.multiply", b.leaf(shape), 5.0), "int32")
    y = b.call("np.multiply", mask, b.call("np.sin", b.expr(shape, 1)))
    return b.after(b.call("np.add", y, b.call("np.multiply", count, b.expr(shape, 0))))


def stop_gradient(b):
    shape = b.shape()
    x = b.expr(shape, 1)
    frozen = b.call("stopGradient", b.call("np.sin", x))
    return b.after(b.call("np.multiply", b.call("np.square", x), frozen))


def structural(b, y):
    """Structure is linear: something nonlinear follows, so that second derivatives are not zero."""
    return b.after(b.call(b.rng.choice(["np.sin", "np.square", "np.tanh"]), y))


def reshape(b):
    shape = b.shape(b.rng.choice([2, 3]))
    size = 1
    for d in shape:
        size *= d
    target = b.rng.choice([[-1], list(reversed(shape)), [*shape, 1], [1, *shape]])
    if size == 0 and -1 in target:
        target = list(reversed(shape))
    return structural(b, b.lits("np.reshape", b.expr(shape, 1), target))


def transpose(b):
    rank = b.rng.choice([2, 3])
    axes = list(range(rank))
    b.rng.shuffle(axes)
    options = b.rng.choice([{}, {"axes": axes}])
    return structural(b, b.call("np.transpose", b.expr(b.shape(rank), 1), **options))


def move_axis(b):
    x = b.expr(b.shape(3), 1)
    name = b.rng.choice(["np.moveaxis", "np.swapaxes"])
    i, j = b.rng.sample([0, 1, -1], 2)
    return structural(b, b.lits(name, x, i, j))


def broadcast_to(b):
    shape = b.shape(2)
    x = b.expr(b.rng.choice([shape[1:], (1, shape[1]), (shape[0], 1)]), 1)
    return structural(b, b.lits("np.broadcastTo", x, list(shape)))


def join(name):
    def make(b):
        shape = b.shape(2)
        axis = b.rng.choice([0, 1, -1])
        if name == "np.stack":
            parts = [b.expr(shape, 1) for _ in range(b.rng.choice([1, 2, 3]))]
        else:
            resize = lambda d: (d, shape[1]) if axis == 0 else (shape[0], d)
            parts = [b.expr(resize(b.dim(0)), 1) for _ in range(b.rng.choice([2, 3]))]
        return structural(b, b.call(name, parts, axis=axis))

    return make


def split(b):
    n = b.rng.choice([2, 3])
    k = b.dim(1)
    x = b.expr((n * k, b.dim(1)), 1)
    parts = b.lits("np.split", x, n)
    y = b.call("np.multiply", parts[0], b.call("np.sin", parts[-1]))
    return b.after(y)


def basic_index(b):
    shape = (b.rng.choice([4, 5, 7]), b.rng.choice([3, 4, 5]), *b.shape(b.rng.choice([0, 1])))
    forms = [
        [1], ["1:3"], ["::2", "1:"], ["::-1"], [-1, "::-2"], ["...", 0], [None, "2:", None, 1],
        [0, 2], [":-1", "-2:"], ["3:1:-1", ":"], ["2:2"] if b.zeros else ["2:3"],
    ]  # fmt: skip
    return structural(b, b.lits("get", b.expr(shape, 1), *b.rng.choice(forms)))


def lax_slice(b):
    x = b.expr((b.rng.choice([5, 7, 8]), 4), 1)
    options = b.rng.choice([{}, {"strides": [2, 1]}, {"strides": [3, 2]}])
    return structural(b, b.lits("lax.slice", x, [1, 0], [5, 3], **options))


def pad(b):
    shape = b.shape(2, low=1)
    form = b.rng.choice(["constant", "lax", "interior"])
    if form == "constant":
        return structural(b, b.lits("np.pad", b.expr(shape, 1), [[1, 0], [2, 1]], constantValues=0.5))
    config = [[1, 2, 0], [0, 1, 0]] if form == "lax" else [[1, 0, 1], [-1 if shape[1] > 1 else 0, 2, 2]]
    fill = b.rng.choice([b.leaf(()), b.const(())])
    return structural(b, b.call("lax.pad", b.expr(shape, 1), fill, lit(config)))


def flip(b):
    x = b.expr(b.shape(2), 1)
    options = b.rng.choice([{}, {"axis": 0}, {"axis": -1}])
    return structural(b, b.call("np.flip", x, **options))


def roll(b):
    options = b.rng.choice([{}, {"axis": 0}, {"axis": -1}])
    return structural(b, b.lits("np.roll", b.expr(b.shape(2, low=1), 1), b.rng.choice([1, -2, 5]), **options))


def dims(b):
    shape = b.shape(2)
    y = b.lits("np.expandDims", b.call("np.sin", b.expr(shape, 1)), b.rng.choice([0, 1, -1]))
    y = b.call("np.multiply", y, b.expr(b.broadcastable(y.shape), 0))
    if 1 not in y.shape:
        raise Rejected
    return b.after(b.call("np.squeeze", y, axis=y.shape.index(1)))


def repeat(b):
    if b.rng.random() < 0.5:
        return structural(b, b.lits("np.tile", b.expr(b.shape(2), 1), b.rng.choice([2, [1, 2], [2, 1]])))
    return structural(b, b.lits("np.repeat", b.expr(b.shape(2), 1), 2, axis=b.rng.choice([0, 1, -1])))


def triangle(b):
    options = b.rng.choice([{}, {"k": 1}, {"k": -1}])
    return structural(b, b.call(b.rng.choice(["np.tril", "np.triu"]), b.expr(b.shape(2), 1), **options))


def diagonal(b):
    n = b.dim(1)
    name = b.rng.choice(["np.diag", "np.diagonal", "np.trace"])
    return structural(b, b.call(name, b.expr((n, b.rng.choice([n, n + 1])), 1)))


def make_diag(b):
    return structural(b, b.call("np.diag", b.expr((b.dim(1),), 1)))


POINTWISE = {
    **{name: unary(name) for name in UNARY},
    **{f"np.{n}": binary(f"np.{n}") for n in ["add", "subtract", "multiply", "maximum", "minimum", "logaddexp"]},
    "np.divide": binary("np.divide", second=lambda b, y: b.positive(y)),
    "np.power": binary("np.power", prepare=lambda b, x: b.positive(x)),
    "np.arctan2": binary("np.arctan2", prepare=lambda b, x: b.positive(x)),
    "np.hypot": binary("np.hypot", prepare=lambda b, x: b.positive(x)),
    "integerPower": integer_power, "scalarArithmetic": scalar_arithmetic, "compareWhere": compare_where,
    "logical": logical, "doubleWhere": double_where, "lax.select": select, "np.clip": clip, "cast": cast,
    "stopGradient": stop_gradient,
}  # fmt: skip

STRUCTURE = {
    "reshape": reshape, "transpose": transpose, "moveAxis": move_axis, "broadcastTo": broadcast_to,
    "concatenate": join("np.concatenate"), "stack": join("np.stack"), "split": split,
    "basicIndex": basic_index, "lax.slice": lax_slice, "pad": pad, "flip": flip, "roll": roll,
    "expandSqueeze": dims, "repeatTile": repeat, "triangle": triangle, "diagonal": diagonal,
    "makeDiag": make_diag,
}  # fmt: skip
