"""Programs about contractions, reductions, cumulative operations, sorting and indexing."""

from builder import Rejected, lit
from families_pointwise import structural


def matmul(b):
    m, k, n = b.dim(0), b.dim(0), b.dim(0)
    left, right = b.rng.choice([
        ((m, k), (k, n)), ((m, k), (k, n)), ((k,), (k, n)), ((m, k), (k,)), ((2, m, k), (2, k, n)),
        ((2, m, k), (k, n)), ((m, k), (3, k, n)), ((2, 1, m, k), (3, k, n)), ((k,), (k,)),
    ])  # fmt: skip
    return b.after(b.call("np.matmul", b.expr(left, 1), b.expr(right, 1)))


def gram(b):
    """The same value on both sides of a product."""
    x = b.expr((b.dim(1), b.dim(1)), 1)
    return b.after(b.call("np.matmul", x, b.call("np.transpose", x)))


def chain(b):
    """Two layers of a network: the program that meta-learning differentiates twice."""
    n, i, h, o = b.dim(1), b.dim(1), b.rng.choice([4, 5, 8]), b.dim(1)
    x, w, bias, v = b.leaf((n, i)), b.leaf((i, h)), b.leaf((h,)), b.leaf((h, o))
    z = b.call("np.add", b.call("np.matmul", x, w), bias)
    z = b.call(b.rng.choice(["np.tanh", "nn.relu", "nn.softplus"]), z)
    return b.call("np.sin", b.call("np.matmul", z, v))


def dot(b):
    k = b.dim(1)
    name = b.rng.choice(["np.dot", "np.vdot", "np.inner"])
    return b.after(b.call(name, b.expr((k,), 1), b.expr((k,), 1)))


def outer(b):
    return b.after(b.call("np.outer", b.expr((b.dim(0),), 1), b.expr((b.dim(0),), 1)))


def tensordot(b):
    i, j, k, l = (b.dim(1) for _ in range(4))
    if b.rng.random() < 0.5:
        return b.after(b.call("np.tensordot", b.expr((i, j, k), 1), b.expr((j, k, l), 1), axes=2))
    return b.after(b.call("np.tensordot", b.expr((i, j, k), 1), b.expr((k, l, i), 1), axes=[[0, 2], [2, 0]]))


EINSUM = [
    "ij,jk->ik", "bij,bjk->bik", "ij,ij->i", "ii->i", "ij->ji", "i,j->ij", "bij,bkj->bik", "ijk,k->ij",
    "ij,kj,kl->il", "ij->", "ij,ij", "i,i", "bhqd,bhkd->bhqk", "ii", "ijk->ki", "ij,j,i->",
]  # fmt: skip


def einsum(b):
    spec = b.rng.choice(EINSUM)
    sizes = {c: b.dim(1) for c in spec if c.isalpha()}
    operands = [tuple(sizes[c] for c in term) for term in spec.split("->")[0].split(",")]
    return b.after(b.call("np.einsum", lit(spec), *[b.expr(s, 1) for s in operands]))


def dot_general(b):
    n, m, k, l = (b.dim(0) for _ in range(4))
    left, right, numbers = b.rng.choice([
        ((m, k), (k, l), [[[1], [0]], [[], []]]),
        ((n, m, k), (n, l, k), [[[2], [2]], [[0], [0]]]),
        ((m, n, k), (k, l, n), [[[2], [0]], [[1], [2]]]),
        ((m, k, n), (n, k), [[[1, 2], [1, 0]], [[], []]]),
        ((m,), (l,), [[[], []], [[], []]]),
    ])  # fmt: skip
    return b.after(b.call("lax.dotGeneral", b.expr(left, 1), b.expr(right, 1), lit(numbers)))


CONTRACTION = {
    "matmul": matmul, "gram": gram, "mlp": chain, "dot": dot, "outer": outer, "tensordot": tensordot,
    "einsum": einsum, "einsum2": einsum, "lax.dotGeneral": dot_general,
}  # fmt: skip


def axis_options(b, rank):
    options = {}
    choice = b.rng.choice(["all", "one", "last", "two"])
    if choice == "one":
        options["axis"] = b.rng.randrange(rank)
    if choice == "last":
        options["axis"] = -1
    if choice == "two" and rank > 1:
        options["axis"] = b.rng.choice([[0, 1], [1, 0], [0, -1]])
    if b.rng.random() < 0.4:
        options["keepdims"] = True
    return options


def reduction(name, prepare=lambda b, x: x):
    def make(b):
        x = prepare(b, b.expr(b.shape(b.rng.choice([1, 2, 2, 3])), 1))
        if 0 in x.shape and name in ("np.mean", "np.var", "np.std"):
            raise Rejected  # 0 / 0, and nothing to learn from its derivative
        options = axis_options(b, len(x.shape))
        y = b.call(name, x, **options)
        return b.after(y) if b.rng.random() < 0.5 else b.after(b.call("np.sin", y))

    return make


def masked_sum(b):
    shape = b.shape(2, low=1)
    mask = b.call("np.greater", b.leaf(shape), lit(0.0))
    name = b.rng.choice(["np.sum", "np.mean"]) if b.rng.random() < 0.9 else "np.sum"
    if name == "np.mean":
        mask = b.call("np.logicalOr", mask, b.call("np.equal", b.call("np.arange", lit(shape[-1])), lit(0)))
    return b.after(b.call(name, b.call("np.square", b.expr(shape, 1)), axis=-1, where={"v": mask}))


def argmax_pick(b):
    shape = b.shape(2, low=1)
    x = b.expr(shape, 1)
    i = b.call(b.rng.choice(["np.argmax", "np.argmin"]), x, axis=1)
    y = b.call("np.takeAlongAxis", x, b.lits("np.expandDims", i, 1), axis=1)
    return b.after(b.call("np.multiply", y, b.call("np.sin", b.expr(shape, 0))))


def softmax(b):
    name = b.rng.choice(["nn.softmax", "nn.logSoftmax"])
    x = b.expr(b.shape(b.rng.choice([1, 2, 3]), low=1), 1)
    return b.after(b.call(name, b.scaled(x, 2.0), **b.rng.choice([{}, {"axis": 0}])))


def cross_entropy(b):
    n, k = b.dim(1), b.rng.choice([3, 4, 5])
    logits = b.call("np.matmul", b.leaf((n, 4)), b.leaf((4, k)))
    labels = b.call("nn.oneHot", b.index((n,), k), lit(k), dtype="float64")
    y = b.call("np.multiply", labels, b.call("nn.logSoftmax", logits))
    return b.call("np.negative", b.call("np.mean", b.call("np.sum", y, axis=-1)))


def normalize(b):
    """Layer normalization by hand."""
    x = b.expr((b.dim(1), b.rng.choice([3, 4, 7])), 1)
    centred = b.call("np.subtract", x, b.call("np.mean", x, axis=-1, keepdims=True))
    spread = b.lits("np.add", b.call("np.var", x, axis=-1, keepdims=True), 0.1)
    return b.after(b.call("np.multiply", centred, b.call("lax.rsqrt", spread)))


def offset(b, x):
    return b.lits("np.add", b.inside(x), 1.5)


REDUCTION = {
    **{f"np.{n}": reduction(f"np.{n}") for n in ["sum", "mean", "max", "min", "prod"]},
    "prodOffset": reduction("np.prod", offset), "max2": reduction("np.max"),
    "np.var": reduction("np.var"), "np.std": reduction("np.std"),
    "nn.logsumexp": reduction("nn.logsumexp"), "np.linalg.norm": reduction("np.linalg.norm"),
    "maskedSum": masked_sum, "argmaxPick": argmax_pick, "softmax": softmax, "softmax2": softmax,
    "crossEntropy": cross_entropy, "normalize": normalize,
}  # fmt: skip


def cumulative(name):
    def make(b):
        shape = b.shape(b.rng.choice([1, 2, 3]))
        axis = b.rng.randrange(len(shape))
        x = b.expr(shape, 1)
        if name.startswith("np."):
            return b.after(b.call(name, x, axis=b.rng.choice([axis, axis - len(shape)])))
        options = {"axis": axis, "reverse": True} if b.rng.random() < 0.5 else {"axis": axis}
        return b.after(b.call(name, x, **options))

    return make


CUMULATIVE = {
    n: cumulative(n)
    for n in ["np.cumsum", "np.cumprod", "lax.cumsum", "lax.cumprod", "lax.cummax", "lax.cummin", "lax.cumlogsumexp"]
}


def sort(b):
    shape = b.shape(b.rng.choice([1, 2, 3]))
    return structural(b, b.call("np.sort", b.expr(shape, 1), axis=b.rng.randrange(-len(shape), len(shape))))


def argsort(b):
    shape = b.shape(2, low=1)
    keys, x = b.leaf(shape), b.expr(shape, 1)
    order = b.call("np.argsort", keys, axis=-1)
    return structural(b, b.call("np.takeAlongAxis", x, order, axis=-1))


def sort_by_key(b):
    shape = b.shape(b.rng.choice([1, 2]), low=1)
    keys, x = b.call("lax.sortKeyVal", b.expr(shape, 0), b.expr(shape, 1))
    return b.after(b.call("np.multiply", b.call("np.sin", keys), x))


def sort_many(b):
    n = b.dim(2)
    out = b.call("lax.sort", [b.expr((n,), 0), b.expr((n,), 1), b.expr((n,), 0)], numKeys=1)
    return b.call("np.multiply", b.call("np.multiply", out[0], b.call("np.cumsum", out[1])), out[2])


def top_k(b):
    n = b.rng.choice([4, 5, 7])
    x = b.expr((b.dim(1), n), 1)
    best, _ = b.lits("lax.topK", x, b.rng.choice([1, 2, 3]))
    return structural(b, best)


def median(b):
    x = b.expr((b.rng.choice([3, 4, 5]), b.dim(1)), 1)
    return structural(b, b.call("np.median", x, axis=0))


SORT = {
    "np.sort": sort, "sort2": sort, "argsort": argsort, "lax.sortKeyVal": sort_by_key, "lax.sort": sort_many,
    "lax.topK": top_k, "np.median": median,
}  # fmt: skip


def gather(b):
    n, m = b.rng.choice([3, 4, 5, 7]), b.dim(1)
    x = b.expr((n, m), 1)
    form = b.rng.choice(["rows", "rows", "matrix", "pairs", "column", "mixed", "negative"])
    if form == "rows":
        return structural(b, b.call("get", x, b.index((b.dim(0),), n)))
    if form == "matrix":
        return structural(b, b.call("get", x, b.index((2, b.dim(1)), n)))
    if form == "pairs":
        k = b.dim(1)
        return structural(b, b.call("get", x, b.index((k,), n), b.index((k,), m)))
    if form == "column":
        return structural(b, b.call("get", x, lit(":"), b.index((b.dim(1),), m)))
    if form == "mixed":
        return structural(b, b.call("get", x, lit("1:3"), b.index((2,), m), lit(None)))
    return structural(b, b.call("get", x, b.index((3,), n, low=-n)))


def gather_scalar(b):
    n = b.rng.choice([3, 4, 5])
    x = b.expr((n, b.dim(1)), 1)
    return structural(b, b.call("get", x, b.index((), n, traced=True)))


def take(b):
    n = b.rng.choice([3, 4, 5])
    x = b.expr((2, n), 1)
    return structural(b, b.call("np.take", x, b.index((b.dim(1),), n), axis=b.rng.choice([1, -1])))


def take_along(b):
    n, m, k = b.dim(1), b.dim(1), b.dim(1)
    return structural(b, b.call("np.takeAlongAxis", b.expr((n, m), 1), b.index((n, k), m), axis=1))


def scatter_set(b):
    n, m = b.rng.choice([4, 5, 7]), b.dim(1)
    k = b.rng.choice([1, 2, 3])
    x = b.expr((n, m), 1)
    form = b.rng.choice(["rows", "rows", "slice", "scalar", "broadcast"])
    if form == "slice":
        return structural(b, b.call("at.set", x, b.expr((2, m), 1), lit("1:3")))
    if form == "scalar":
        return structural(b, b.call("at.set", x, b.expr((m,), 1), b.index((), n)))
    value = b.expr((k, m) if form == "rows" else (m,), 1)
    return structural(b, b.call("at.set", x, value, b.distinct(k, n)))


def scatter_add(b):
    n, m, k = b.rng.choice([3, 4, 5]), b.dim(1), b.dim(0)
    x = b.expr((n, m), 1)
    if b.rng.random() < 0.3:
        k = max(k, 1)
        return structural(b, b.call("at.add", x, b.expr((k,), 1), b.index((k,), n), b.index((k,), m)))
    return structural(b, b.call("at.add", x, b.expr((k, m), 1), b.index((k,), n)))


def scatter_other(method):
    def make(b):
        n, k = b.rng.choice([4, 5]), b.rng.choice([2, 3])
        x, v = b.expr((n,), 1), b.expr((k,), 1)
        return structural(b, b.call(f"at.{method}", x, v, b.distinct(k, n)))

    return make


def dynamic_slice(b):
    n, m = b.rng.choice([4, 5, 7]), b.rng.choice([3, 4])
    x = b.expr((n, m), 1)
    starts = [b.index((), n), b.const((), dtype="int32", data=[b.rng.choice([0, 1, 9])])]
    return structural(b, b.call("lax.dynamicSlice", x, starts, lit([2, 2])))


def dynamic_update(b):
    n, m = b.rng.choice([4, 5, 7]), b.rng.choice([3, 4])
    starts = [b.index((), n), b.const((), dtype="int32", data=[b.rng.choice([0, 1])])]
    return structural(b, b.call("lax.dynamicUpdateSlice", b.expr((n, m), 1), b.expr((2, 2), 1), starts))


def dynamic_index(b):
    n = b.rng.choice([3, 4, 5])
    x = b.expr((n, b.dim(1)), 1)
    i = b.index((), n, traced=True)
    return structural(b, b.call("lax.dynamicIndexInDim", x, i, axis=0, keepdims=b.rng.random() < 0.5))


def segment_sum(b):
    n, k = b.rng.choice([4, 5, 7]), 3
    empty = b.call("np.zeros", lit([k]), dtype="float64")
    return structural(b, b.call("at.add", empty, b.expr((n,), 1), b.index((n,), k)))


def mask_index(b):
    """Gather, change and scatter back."""
    n = b.rng.choice([4, 5])
    x = b.expr((n, 2), 1)
    i = b.distinct(2, n)
    y = b.call("np.square", b.call("get", x, i))
    return structural(b, b.call("at.set", x, y, i))


def searchsorted(b):
    n = b.rng.choice([4, 5])
    grid = b.call("np.sort", b.expr((n,), 0))
    x = b.expr((3,), 0)
    i = b.lits("np.clip", b.call("np.searchsorted", grid, x), 0, n - 1)
    return structural(b, b.call("np.multiply", b.call("get", grid, i), x))


INDEXING = {
    "gather": gather, "gather2": gather, "gather3": gather, "gatherScalar": gather_scalar, "np.take": take,
    "np.takeAlongAxis": take_along, "scatterSet": scatter_set, "scatterSet2": scatter_set,
    "scatterAdd": scatter_add, "scatterAdd2": scatter_add, "scatterMul": scatter_other("mul"),
    "scatterMax": scatter_other("max"), "scatterMin": scatter_other("min"), "lax.dynamicSlice": dynamic_slice,
    "lax.dynamicUpdateSlice": dynamic_update, "lax.dynamicIndexInDim": dynamic_index,
    "segmentSum": segment_sum, "gatherScatter": mask_index, "np.searchsorted": searchsorted,
}  # fmt: skip
