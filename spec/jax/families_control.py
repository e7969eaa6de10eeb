"""Programs about control flow: their bodies close over values of the enclosing program."""

import jax

from builder import lit


def cell(sub, carry, x):
    """A bounded recurrence: tanh of a random combination of the state, the element and a capture."""
    shape = carry.shape
    y = sub.call("np.multiply", carry, sub.expr(sub.broadcastable(shape), 0))
    if x is not None:
        y = sub.call("np.add", y, sub.call("np.sin", x) if x.shape == shape else sub.call("np.sum", x))
    if shape and sub.rng.random() < 0.5:
        y = sub.call("np.add", y, sub.call("np.matmul", carry, sub.leaf((shape[-1], shape[-1]))))
    return sub.call("np.tanh", y)


def scan(b):
    n, shape = b.dim(0), b.shape(b.rng.choice([0, 1, 1, 2]), low=1)
    init, xs = b.leaf(shape), b.expr((n, *shape), 0)
    element = b.rng.choice([shape, ()])
    if element != shape:
        xs = b.leaf((n,))

    def body(sub, carry, x):
        new = cell(sub, carry, x)
        return [new, sub.call("np.multiply", new, sub.call("np.cos", x))]

    params = [init.aval, xs.aval.update(shape=element)]
    options = b.rng.choice([{}, {"reverse": True}])
    last, ys = b.call("lax.scan", b.fn(params, body), init, xs, **options)
    if b.rng.random() < 0.3:
        return b.after(ys)
    return b.call("np.add", b.call("np.sum", b.call("np.sin", ys), axis=0), b.call("np.square", last))


def scan_pair(b):
    """A pair as the carry, one part of which an outer vmap may leave alone, and no `xs`."""
    shape = b.shape(1, low=1)
    init = [b.leaf(shape), b.leaf(())]

    def body(sub, x, s):
        y = cell(sub, x, None)
        t = sub.call("np.add", sub.lits("np.multiply", s, 0.5), sub.lits("np.sum", sub.call("np.sin", x)))
        return [[y, t], [t, y]]

    fn = b.fn([r.aval for r in init], body)
    x, s, ts, ys = b.call("lax.scan", fn, init, lit(None), length=b.rng.choice([2, 3]))
    return b.after(b.call("np.add", b.call("np.multiply", x, s), b.call("np.sum", b.call("np.square", ys), axis=0)))


def rnn(b):
    """A recurrent network over a sequence of feature vectors."""
    n, i, h = b.rng.choice([2, 3, 4]), b.dim(1), b.rng.choice([2, 3, 4])
    xs, w, u = b.leaf((n, i)), b.leaf((i, h)), b.leaf((h, h))
    init = b.call("np.zeros", lit([h]), dtype="float64")

    def body(sub, carry, x):
        y = sub.call("np.matmul", x, sub.capture(w))
        y = sub.call("np.tanh", sub.call("np.add", y, sub.call("np.matmul", carry, sub.capture(u))))
        return [y, sub.call("np.sum", y)]

    last, ys = b.call("lax.scan", b.fn([init.aval, xs.aval.update(shape=(i,))], body), init, xs)
    return b.call("np.add", b.call("np.sum", b.call("np.square", last)), b.call("np.sum", ys))


def nested_scan(b):
    n, m = b.rng.choice([2, 3]), b.rng.choice([2, 3])
    init, xs = b.leaf(()), b.leaf((n, m))
    scalar = init.aval

    def outer(sub, carry, row):
        inner = lambda s, c, x: [s.call("np.sin", s.call("np.add", c, s.call("np.multiply", x, s.capture(carry)))), c]
        last, seen = sub.call("lax.scan", sub.fn([scalar, scalar], inner), carry, row)
        return [last, sub.call("np.sum", seen)]

    last, ys = b.call("lax.scan", b.fn([scalar, xs.aval.update(shape=(m,))], outer), init, xs)
    return b.call("np.multiply", last, b.call("np.sum", b.call("np.square", ys)))


def predicate(b):
    """A traced condition, on an input that vmap may map."""
    return b.call("np.greater", b.leaf(()), lit(0.0))


def cond(b):
    shape = b.shape(b.rng.choice([0, 1, 2]), low=1)
    x = b.expr(shape, 1)
    yes = lambda sub, y: sub.call("np.multiply", sub.call("np.sin", y), sub.expr(sub.broadcastable(shape), 0))
    no = lambda sub, y: sub.call("np.square", sub.call("np.subtract", y, sub.expr(sub.broadcastable(shape), 0)))
    return b.after(b.call("lax.cond", predicate(b), b.fn([x], yes), b.fn([x], no), x))


def cond_pair(b):
    """Two operands, two outputs, of which a branch leaves one untouched."""
    shape = b.shape(1, low=1)
    x, y = b.expr(shape, 1), b.leaf(shape)
    yes = lambda sub, p, q: [p, sub.call("np.multiply", sub.call("np.exp", p), q)]
    no = lambda sub, p, q: [sub.call("np.cos", q), p]
    u, v = b.call("lax.cond", predicate(b), b.fn([x, y], yes), b.fn([x, y], no), x, y)
    return b.after(b.call("np.multiply", u, v))


def safe_cond(b):
    """The branch not taken would be infinite: its derivative must not leak, also under vmap."""
    x = b.leaf(())
    positive = b.call("np.greater", x, lit(0.0))
    yes = lambda sub, y: sub.call("np.log", y)
    no = lambda sub, y: sub.call("np.square", y)
    return b.after(b.call("lax.cond", positive, b.fn([x], yes), b.fn([x], no), x))


def switch(b):
    shape = b.shape(b.rng.choice([0, 1, 2]), low=1)
    x = b.expr(shape, 1)
    names = b.rng.sample(["np.sin", "np.square", "np.tanh", "nn.softplus", "np.cos"], 3)

    def branch(name):
        return lambda sub, y: sub.call("np.multiply", sub.call(name, y), sub.expr(sub.broadcastable(shape), 0))

    i = b.input((), -1.0, 5.0, "int32")
    return b.after(b.call("lax.switch", i, [b.fn([x], branch(name)) for name in names], x))


def fori(b):
    shape = b.shape(b.rng.choice([0, 1, 2]), low=1)
    x = b.leaf(shape)

    def body(sub, i, carry):
        new = cell(sub, carry, None)
        # An integer times a plain number takes the default float, which 64-bit mode makes float64.
        step = sub.lits("np.multiply", sub.lits(".astype", i, "float64"), 0.1)
        return sub.call("np.add", new, step)

    fn = b.fn([jax.ShapeDtypeStruct((), "int32"), x.aval], body)
    lower = b.rng.choice([0, 1])
    return b.after(b.call("lax.foriLoop", lit(lower), lit(lower + b.rng.choice([0, 2, 3])), fn, x))


def fori_gather(b):
    """The loop's counter indexes a captured array, as in a hand-written epoch over batches."""
    n = b.rng.choice([3, 4])
    data, x = b.leaf((n, 2)), b.leaf((2,))

    def body(sub, i, carry):
        row = sub.call("lax.dynamicIndexInDim", sub.capture(data), i, axis=0, keepdims=False)
        return sub.call("np.sin", sub.call("np.add", carry, sub.call("np.multiply", row, carry)))

    fn = b.fn([jax.ShapeDtypeStruct((), "int32"), x.aval], body)
    return b.after(b.call("lax.foriLoop", lit(0), lit(n), fn, x))


def while_count(b):
    """The number of steps is an input."""
    shape = b.shape(b.rng.choice([0, 1, 2]), low=1)
    x, n = b.leaf(shape), b.index((), 4, traced=True, low=1)
    start = b.const((), dtype="int32", data=[0])
    test = lambda sub, i, y: sub.call("np.less", i, sub.capture(n))
    body = lambda sub, i, y: [sub.lits("np.add", i, 1), cell(sub, y, None)]
    params = [start.aval, x.aval]
    _, y = b.call("lax.whileLoop", b.fn(params, test), b.fn(params, body), [start, x])
    return b.after(y)


def while_norm(b):
    """The number of steps depends on the differentiated value."""
    x = b.scaled(b.expr(b.shape(1, low=1), 1), 3.0)
    test = lambda sub, y: sub.call("np.greater", sub.call("np.sum", sub.call("np.square", y)), lit(0.5))
    body = lambda sub, y: sub.lits("np.multiply", sub.call("np.sin", y), 0.6)
    return b.after(b.call("lax.whileLoop", b.fn([x], test), b.fn([x], body), x))


def lax_map(b):
    n, shape = b.dim(1), b.shape(1, low=1)
    xs = b.expr((n, *shape), 0)
    body = lambda sub, x: sub.call("np.multiply", sub.call("np.sin", x), sub.expr(sub.broadcastable(shape), 0))
    return b.after(b.call("lax.map", b.fn([xs.aval.update(shape=shape)], body), xs))


def associative(b):
    shape = (b.rng.choice([1, 2, 3, 5, 8]), b.dim(1))
    a, c = b.inside(b.leaf(shape)), b.leaf(shape)

    def combine(sub, a1, c1, a2, c2):
        return [sub.call("np.multiply", a1, a2), sub.call("np.add", sub.call("np.multiply", c1, a2), c2)]

    fn = b.fn([a.aval] * 4, combine)
    out = b.call("lax.associativeScan", fn, [a, c], **b.rng.choice([{}, {"reverse": True}]))
    return b.after(out[1])


CONTROL = {
    "lax.scan": scan, "scan2": scan, "scan3": scan, "scanPair": scan_pair, "rnn": rnn,
    "nestedScan": nested_scan, "lax.cond": cond, "cond2": cond, "condPair": cond_pair,
    "safeCond": safe_cond, "lax.switch": switch, "lax.foriLoop": fori, "foriGather": fori_gather,
    "lax.map": lax_map, "lax.associativeScan": associative,
}  # fmt: skip

FORWARD_ONLY = {"lax.whileLoop": while_count, "whileCount2": while_count, "whileNorm": while_norm}
