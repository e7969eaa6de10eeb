"""Calls at the corners: no elements, one element, integers and booleans, non-finite values, and rare options."""

from calls import A, B, D, I, Table

shapes, reductions, vectors, searches, indices, joins, matrices, activations, tails = (Table(optional=True) for _ in range(9))

INF, NAN = "Infinity", "NaN"
U = lambda *s, low=0, high=5: A(*s, low=low, high=high, dtype="uint32")  # noqa: E731
MASK = D([1, 0, 1, 1, 0, 0], [2, 3], "bool")


def kinds():
    """Operands of every dtype and of unusual shapes, with fresh data for each call."""
    return [
        A(), A(1), A(0), A(2, 0), A(0, 3), A(2, 3), I(0), I(2, 3, low=-4), U(2, 3), B(2, 3),
        D([1.0, NAN, 3.0, NAN, NAN, -2.0], [2, 3]), D([1.0, INF, 3.0, "-Infinity", 0.5, INF], [2, 3]),
    ]  # fmt: skip


def for_kinds(table, path, *rest, **options):
    for x in kinds():
        table(path, x, *rest, **options)


REDUCE = """sum mean max min prod var std any all ptp nansum nanprod nanmean nanmax nanmin nanvar nanstd median
            countNonzero average""".split()
for name in REDUCE:
    for_kinds(reductions, f"np.{name}")
    for_kinds(reductions, f"np.{name}", axis=-1)
    for_kinds(reductions, f"np.{name}", axis=0, keepdims=True)
    reductions(f"np.{name}", A(2, 3, 2), axis=[-1, 0])
    reductions(f"np.{name}", A(2, 3), axis=[])
for name in "argmax argmin nanargmax nanargmin".split():
    for_kinds(reductions, f"np.{name}")
    for_kinds(reductions, f"np.{name}", axis=-1, keepdims=True)
    reductions(f"np.{name}", A(2, 3), keepdims=True)
for name in "cumsum cumprod".split():
    for_kinds(reductions, f"np.{name}")
    for_kinds(reductions, f"np.{name}", axis=-1)
for name in "var std nanvar nanstd".split():
    for_kinds(reductions, f"np.{name}", ddof=1)
    for_kinds(reductions, f"np.{name}", ddof=3, axis=1)
for name in "sum mean prod".split():
    for dtype in ["float32", "int32"]:
        reductions(f"np.{name}", A(2, 3), dtype=dtype)
        reductions(f"np.{name}", I(2, 3), dtype=dtype)
        reductions(f"np.{name}", B(2, 3), dtype=dtype)
for name in "sum prod mean var std any all max min nansum nanmean nanmax nanvar".split():
    extra = {"initial": -1.0} if name in ("max", "min", "nanmax") else {}
    bad = D([1.0, INF, 3.0, NAN, 0.5, NAN], [2, 3])
    for x in [A(2, 3), I(2, 3), B(2, 3), bad]:
        for axis in [None, -1]:
            reductions(f"np.{name}", x, where=MASK, axis=axis, **extra)
    reductions(f"np.{name}", A(2, 3), where=D([0, 0, 0, 1, 1, 0], [2, 3], "bool"), axis=1, **extra)
    reductions(f"np.{name}", A(2, 3), where=D([0, 1], [2, 1], "bool"), **extra)
    reductions(f"np.{name}", A(2, 3), where=D([0, 1, 0], [3], "bool"), keepdims=True, **extra)
for name in "sum prod max min".split():
    for x in [A(0), A(2, 0), I(0), A(2, 3), I(2, 3), B(2, 3), D([NAN, 1.0])]:
        for initial in [2, 2.5, INF]:
            reductions(f"np.{name}", x, initial=initial)
            reductions(f"np.{name}", x, initial=initial, axis=-1, keepdims=True)
for method in "linear lower higher nearest midpoint".split():
    for q in [0, 0.3, 0.5]:
        for x in [A(1), I(6), D([1.0, NAN, 2.0]), D(["-Infinity", INF, 0.0, 1.0])]:
            reductions("np.quantile", x, q, method=method)
reductions("np.quantile", A(2, 3), D([0.0, 0.7], [2]), axis=-1, keepdims=True)
reductions("np.quantile", A(2, 3, 2), 0.4, axis=[0, 2])
reductions("np.percentile", A(2, 3), D([10.0, 100.0]), axis=0)
reductions("np.median", A(2, 4), axis=[0, 1], keepdims=True)
reductions("np.average", A(2, 3), weights=A(2, 3, low=0.5), axis=1, keepdims=True)
reductions("np.average", I(3), weights=I(3, low=1))
reductions("np.average", A(2, 3), weights=I(2, low=1), axis=0)
reductions("np.average", A(2, 3), weights=A(3), axis=-1)
for x in [A(3), A(2, 3), I(2, 4), A(1, 4), A(3, 1), B(2, 3)]:
    for options in [{}, {"rowvar": False}, {"bias": True}, {"ddof": 0}, {"ddof": 2}]:
        reductions("np.cov", x, **options)
    reductions("np.corrcoef", x)
    reductions("np.corrcoef", x, rowvar=False)
reductions("np.cov", A(2, 3), y=A(2, 3))
reductions("np.cov", A(3), y=A(3))
reductions("np.cov", A(2, 3), fweights=D([1, 2, 1], dtype="int32"))
reductions("np.cov", A(2, 3), aweights=D([1.0, 0.5, 2.0]))
reductions("np.cov", A(2, 3), aweights=D([1.0, 0.5, 2.0]), ddof=0, fweights=D([1, 2, 1], dtype="int32"))
for x in [A(5), I(5), A(2, 4), B(4), A(1), A(0)]:
    for options in [{}, {"n": 0}, {"n": 2}, {"n": 9}, {"axis": 0}, {"prepend": 1}, {"append": 2}]:
        reductions("np.diff", x, **options)
for x in [A(5), I(5), A(2, 4), A(1), A(2, 1)]:
    reductions("np.ediff1d", x)
    reductions("np.ediff1d", x, toEnd=3.0, toBegin=-1.0)
    reductions("np.trapezoid", x)
    reductions("np.trapezoid", x, dx=0.5, axis=0)
reductions("np.trapezoid", A(2, 3), x=A(3))
reductions("np.trapezoid", A(2, 3), x=A(2, 3))
reductions("np.trapezoid", I(3), x=I(3))
for dtype in ["int32", "uint32", "bool", "float64"]:
    reductions("np.bincount", D([1, 0, 1], dtype=dtype), length=3)
reductions("np.bincount", D([1, 0, 1], dtype="int32"), weights=A(3), length=3)
reductions("np.bincount", D([1, 0, 1], dtype="int32"), weights=I(3), length=3)
reductions("np.bincount", D([1, 0, 1], dtype="int32"), minlength=5)
reductions("np.bincount", D([1, -2, 7], dtype="int32"), length=3)
reductions("np.bincount", D([], [0], "int32"))
for x in [A(6), I(6), A(0), D([2.0, 2.0]), A(2, 3)]:
    for options in [{}, {"bins": 3}, {"bins": 2, "range": [-1, 1]}, {"bins": 3, "density": True}, {"bins": 1}]:
        reductions("np.histogram", x, **options)
        reductions("np.histogramBinEdges", x, **{k: v for k, v in options.items() if k != "density"})
reductions("np.histogram", A(5), bins=D([-1.0, 0.0, 0.5, 2.0]))
reductions("np.histogram", A(5), bins=3, weights=A(5))
reductions("np.histogram", I(5), bins=3, weights=I(5))

for name in "convolve correlate".split():
    for a, b in [(2, 4), (4, 2), (3, 3), (1, 3), (3, 1), (5, 2), (2, 5), (4, 3), (3, 4)]:
        for mode in "full same valid".split():
            vectors(f"np.{name}", A(a), A(b), mode=mode)
            vectors(f"np.{name}", I(a, low=-3), I(b, low=-3), mode=mode)
    vectors(f"np.{name}", D([1, 2], dtype="int32"), D([1, 0, 0, 0], dtype="int32"), mode="same")
    vectors(f"np.{name}", I(3), A(2))
    vectors(f"np.{name}", U(3), U(2))
    vectors(f"np.{name}", B(3), B(2))
    vectors(f"np.{name}", B(3), I(2))
for x in [A(3), I(3), A(2), I(2), A(4, 2), A(4, 3), A(2, 3)]:
    for y in [A(3), A(2), I(2), I(3), A(4, 2), A(1, 3), A(2, 1, 2)]:
        vectors("np.cross", x, y)
vectors("np.cross", A(3, 2), A(3, 2), axis=0)
vectors("np.cross", A(2, 4), A(2, 4), axis=0)
for name in "dot vdot vecdot inner outer matmul kron tensordot".split():
    for x, y in [(A(3), A(3)), (I(3), I(3)), (B(3), B(3)), (I(3), B(3)), (A(0), A(0)), (A(), A()), (A(), A(3)),
                 (A(2, 3), A(3, 2)), (I(2, 3), A(3)), (A(2, 0), A(0, 2)), (A(0, 3), A(3, 2)), (A(1, 3), A(2, 3)),
                 (A(2, 2, 3), A(2, 3, 2)), (A(3), A(2, 3, 2)), (A(2, 2, 3), A(3)), (U(3), U(3)), (A(2, 3), A(2, 3))]:  # fmt: skip
        vectors(f"np.{name}", x, y)
vectors("np.tensordot", A(2, 3), A(3, 2), axes=1)
vectors("np.tensordot", A(2, 3), A(2, 3), axes=2)
vectors("np.tensordot", A(2, 3), A(3, 2), axes=[-1, 0])
vectors("np.tensordot", A(2, 3), A(3, 2), axes=[[-1], [-2]])
vectors("np.matvec", A(2, 3), A(3))
vectors("np.vecmat", A(2), A(2, 3))
vectors("np.vecdot", A(3, 2), A(3, 2), axis=0)
for spec, xs in [("i,i", [I(3), I(3)]), ("i,i", [B(3), B(3)]), ("ij->", [I(2, 3)]), ("i->i", [B(3)]), ("i,j->ji", [A(0), A(2)]),
                 ("ij,j", [A(2, 0), A(0)]), ("...i->...", [A(2, 3)]), ("ii->", [A(2, 2)]), ("i,i->i", [A(1), A(3)]),
                 ("a b, b c -> a c", [A(2, 3), A(3, 2)]), (",i", [A(), A(3)]), ("iij->ij", [A(2, 2, 3)])]:  # fmt: skip
    vectors("np.einsum", spec, *xs)
for p, x in [(A(3), A(2)), (I(3), I(2)), (A(0), A(2)), (A(1), I(2)), (I(3), A()), (A(3), A(2, 2)), (B(3), I(2))]:
    vectors("np.polyval", p, x)
for x in [A(5, low=-1, high=4), I(4, low=-1), A(), D([NAN, 1.0, INF])]:
    for options in [{}, {"left": -9.0}, {"right": 9}, {"left": 0, "right": 1}]:
        vectors("np.interp", x, D([0.0, 1.0, 3.0]), D([5.0, -1.0, 2.0]), **options)
    # Another size than above: jax.numpy.interp takes a program that it traced without a period for one with it.
    vectors("np.interp", x, D([0.0, 1.0, 3.0, 4.1]), D([5.0, -1.0, 2.0, 0.5]), period=2.5)
vectors("np.interp", A(3), D([1.0]), D([2.0]))
vectors("np.interp", A(3, low=0, high=3), I(3), I(3))
vectors("np.interp", I(3), D([0, 2, 4], dtype="int32"), D([0, 1, 8], dtype="int32"))
vectors("np.interp", D([0.0, 0.5, 1.0, 2.0]), D([0.0, 1.0, 1.0, 2.0]), D([0.0, 1.0, 5.0, 6.0]))
for x in [A(3), I(3), B(3), A(0), A(1)]:
    for options in [{}, {"N": 2}, {"N": 0}, {"N": 5, "increasing": True}]:
        vectors("np.vander", x, **options)

SORTED, FALLING = D([-1.0, 0.0, 0.0, 2.0]), D([2.0, 0.0, 0.0, -1.0])
AT = D([-2.0, -1.0, -0.5, 0.0, 1.0, 2.0, 3.0, NAN, INF, "-Infinity"])
for bins in [SORTED, FALLING, D([1.0]), D([], [0]), D([1.0, 1.0, 1.0])]:
    searches("np.digitize", AT, bins)
    searches("np.digitize", AT, bins, right=True)
    if bins is FALLING:
        continue
    searches("np.searchsorted", bins, AT)
    searches("np.searchsorted", bins, AT, side="right")
searches("np.digitize", I(2, 3), D([4, 2, 1], dtype="int32"))
searches("np.digitize", I(2, 3), D([1, 2, 4], dtype="int32"), right=True)
searches("np.digitize", I(3), A(2, low=0))
searches("np.digitize", A(), SORTED)
searches("np.searchsorted", D([1, 3, 5], dtype="int32"), D([0, 1, 4, 9], dtype="int32"))
searches("np.searchsorted", D([1, 3, 5], dtype="int32"), D([0.5, 1.0, 4.5]))
searches("np.searchsorted", D([3.0, 1.0, 2.0]), D([2.5, 0.0]), sorter=D([1, 2, 0], dtype="int32"))
searches("np.searchsorted", D([0.0, 1.0, NAN]), D([NAN, 2.0]))
for name in "sort argsort".split():
    for_kinds(searches, f"np.{name}")
    for_kinds(searches, f"np.{name}", axis=0)
    for_kinds(searches, f"np.{name}", axis=None)
    for_kinds(searches, f"np.{name}", descending=True)
    searches(f"np.{name}", D([0.0, -0.0, NAN, 1.0, "-Infinity", NAN, -0.0, 0.0]))
    searches(f"np.{name}", D([0.0, -0.0, NAN, 1.0, "-Infinity", NAN, -0.0, 0.0]), descending=True)
for keys in [D([3, 1, 2, 1, 2, 0], [2, 3], "int32"), A(3, 4), A(1, 3), A(3), A(2, 2, 3), B(2, 4), A(2, 0)]:
    searches("np.lexsort", keys)
    searches("np.lexsort", keys, axis=0)
searches("np.lexsort", [I(4, high=2), A(4), B(4)])
searches("np.lexsort", [A(2, 3), A(2, 3)], axis=0)
for x in kinds():
    for name in "unique flatnonzero argwhere nonzero".split():
        searches(f"np.{name}", x)
searches("np.unique", D([3.0, NAN, 1.0, NAN]), returnIndex=True, returnInverse=True, returnCounts=True)
searches("np.unique", I(2, 3, high=2), returnIndex=True, returnInverse=True, returnCounts=True)
for name in "union1d intersect1d setdiff1d isin".split():
    for a, b in [(I(4), I(3)), (A(3), A(2)), (I(0), I(2)), (I(2), I(0)), (I(2, 2), I(3)), (B(3), B(2)), (I(3), A(2))]:
        searches(f"np.{name}", a, b)
searches("np.isin", I(4), I(2), invert=True)
for k in [0, 2, -1]:
    searches("np.partition", D([3.0, 1.0, 2.0]), k)
for x in [D([1.0, 3.0, 2.0]), D([[2, 1], [0, 3]][0] + [0, 3], [2, 2], "int32"), A(0), A(1)]:
    for name in "argmax argmin".split():
        searches(f"np.{name}", x, axis=-1)
for a, b in [(I(3), I(3)), (A(), A(3)), (A(2), A(3)), (A(0), A(0)), (D([NAN]), D([NAN])), (B(2), I(2))]:
    for name in "arrayEqual arrayEquiv allclose isclose".split():
        searches(f"np.{name}", a, b)
        searches(f"np.{name}", a, b, equalNan=True)

for start, stop in [(1, 1000), (-1, -1000), (-1.0, -8.0), (2.0, 0.5)]:
    for options in [{"num": 4}, {"num": 1}, {"num": 0}, {"num": 3, "endpoint": False}]:
        shapes("np.geomspace", start, stop, **options)
        shapes("np.linspace", start, stop, **options)
        shapes("np.geomspace", D([start], []), D([stop], []), **options)
        shapes("np.linspace", D([start], []), D([stop], []), **options)
    shapes("np.geomspace", D([start, start * 2]), D([stop, stop]), num=3)
    shapes("np.geomspace", D([start, start * 2]), stop, num=3, axis=-1)
    shapes("np.linspace", D([start, start * 2]), stop, num=3, axis=-1)
shapes("np.logspace", -1.5, 2.0, num=4)
shapes("np.logspace", D([0.5], []), 2.0, num=4, base=2.0)
shapes("np.logspace", D([0.0, 1.0]), 2.0, num=3, endpoint=False)
shapes("np.linspace", I(2), I(2), num=3)
shapes("np.linspace", I(2), 7, num=3, dtype="int32")
shapes("np.linspace", 3, 3, num=3)
for args in [[0], [-3], [3, 1], [1.5], [0.5, 3], [0, 1, 0.3], [3, -1, -1.5], [5, 5], [0, -4, -1], [1, 8, 100]]:
    shapes("np.arange", *args, dtype="float32")
    shapes("np.arange", *args, dtype="int32")
for n in [0, 1, 3]:
    for k in [-5, -1, 0, 1, 5]:
        shapes("np.eye", n, M=2, k=k)
        shapes("np.tri", n, M=2, k=k)
        shapes("np.diag", A(n), k=k)
        shapes("np.diagflat", A(n), k=k)
        shapes("np.diag", A(n, 2), k=k)
        shapes("np.diagonal", A(n, 2), offset=k)
        shapes("np.trace", A(n, 2), offset=k)
        shapes("np.trace", I(n, 2), offset=k)
        shapes("np.trace", B(n, 2), offset=k)
        shapes("np.tril", A(n, 2), k=k)
        shapes("np.triu", A(n, 2), k=k)
        shapes("np.trilIndices", n, k=k, m=2)
        shapes("np.triuIndices", n, k=k, m=2)
shapes("np.tril", B(2, 2))
shapes("np.triu", I(2, 2, 3))
shapes("np.vander", D([1, 2], dtype="int32"))
for name in "atleast1d atleast2d atleast3d".split():
    for x in [A(), A(2), A(2, 3), A(1, 2, 3), I(), B(2)]:
        shapes(f"np.{name}", x)
    shapes(f"np.{name}", A(), A(2), A(2, 3))
    shapes(f"np.{name}", A(), I(2))
for name in "ravel squeeze flip fliplr flipud rot90 transpose matrixTranspose zerosLike onesLike emptyLike copy positive".split():
    for x in [A(), A(1), A(0), A(2, 0), A(1, 3, 1), I(2, 3), B(2, 2), U(2)]:
        if name != "emptyLike":
            shapes(f"np.{name}", x)
for k in [-1, 0, 2, 5]:
    shapes("np.rot90", A(2, 3), k=k)
    shapes("np.rot90", A(2, 3, 2), k=k, axes=[2, 0])
    shapes("np.roll", A(4), k)
    shapes("np.roll", A(2, 3), k, axis=-1)
    shapes("np.roll", A(0), k)
    shapes("np.roll", A(2, 3), [k, 1], axis=[0, 0])
    shapes("np.roll", A(2, 3), [k, 1], axis=1)
shapes("np.flip", A(2, 3, 2), axis=[0, -1])
for reps in [0, 1, [2], [2, 0], [1, 2, 1]]:
    shapes("np.tile", A(2, 3), reps)
    shapes("np.tile", A(), reps)
for n in [0, 1, 3]:
    shapes("np.repeat", A(2, 3), n, axis=-1)
    shapes("np.repeat", A(2, 3), n)
    shapes("np.repeat", A(), n)
shapes("np.repeat", A(3), D([2, 0, 1], dtype="int32"))
shapes("np.repeat", A(3), D([2, 0, 1], dtype="int32"), totalRepeatLength=5)
shapes("np.repeat", A(3), D([2, 0, 1], dtype="int32"), totalRepeatLength=2)
shapes("np.repeat", A(2, 3), D([2], dtype="int32"), axis=0)
for mode in "constant edge reflect symmetric wrap".split():
    for width in [0, [1, 2], 7]:
        for x in [A(3), I(3), A(1)]:
            shapes("np.pad", x, width, mode=mode)
shapes("np.pad", A(2, 2), [[1, 1], [1, 1]], constantValues=[[1, 2], [3, 4]])
shapes("np.pad", I(2), 1, constantValues=2.7)
for x, shape in [(A(0), [0, 3]), (A(0), [2, 0]), (A(1), []), (A(), [1, 1]), (A(6), [-1, 2]), (A(0, 3), [-1])]:
    shapes("np.reshape", x, shape)
for x, shape in [(A(1), [0]), (A(0), [2, 0]), (A(), [2]), (A(3, 1), [3, 0]), (A(1, 3), [2, 3])]:
    shapes("np.broadcastTo", x, shape)
shapes("np.broadcastArrays", A(0), A(1))
shapes("np.broadcastArrays", A(), A(2, 1), A(3))
shapes("np.meshgrid", A(2), A(0))
shapes("np.meshgrid", A(2), A(3), sparse=True)
shapes("np.meshgrid", A(2), I(2))
shapes("np.resize", A(3), [2, 4])
shapes("np.resize", A(5), 2)
shapes("np.insert", A(4), 4, 9.0)
shapes("np.insert", A(4), -1, 9.0)
shapes("np.insert", A(2, 3), 1, 5.0, axis=1)
shapes("np.insert", A(2, 3), 1, A(3), axis=0)
shapes("np.insert", A(4), D([0, 2], dtype="int32"), A(2))
shapes("np.insert", I(4), 1, 2.5)
for obj in [0, -1, D([0, 2], dtype="int32"), D([1, 1], dtype="int32"), D([0, 1, 0], dtype="bool")]:
    shapes("np.delete", A(3), obj)
    shapes("np.delete", A(3, 2), obj, axis=0)
shapes("np.fillDiagonal", A(2, 3), 1.0, inplace=False)
shapes("np.fillDiagonal", I(3, 2), 1.5, inplace=False)
shapes("np.fillDiagonal", A(2, 2, 2), 1.0, inplace=False)
shapes("np.fillDiagonal", A(4, 2), D([1.0, 2.0]), inplace=False)
shapes("np.indices", [0, 2])
shapes("np.unravelIndex", D([5, -1, 99], dtype="int32"), [2, 3])
for mode in "clip wrap".split():
    shapes("np.ravelMultiIndex", [D([1, 5, -1], dtype="int32"), D([2, 0, 3], dtype="int32")], [2, 3], mode=mode)
for axis in [0, -1, [0, 2], [-1]]:
    shapes("np.expandDims", A(2), axis)
    shapes("np.expandDims", A(), axis)
shapes("np.squeeze", A(1, 3, 1), axis=[0, -1])
shapes("np.moveaxis", A(2, 3, 4), [0, -1], [1, 0])
shapes("np.swapaxes", A(2, 3, 4), -1, -2)
shapes("np.rollaxis", A(2, 3, 4), -1, start=1)

for name in "concatenate stack hstack vstack dstack columnStack".split():
    for xs in [[A()], [A(), A()], [A(0), A(2)], [A(1), I(1)], [B(2), I(2)], [B(2), A(2)], [A(2, 1), A(2, 1)], [A(0, 2), A(1, 2)],
               [A(2), A(2, 1)], [I(2), U(2)]]:  # fmt: skip
        joins(f"np.{name}", xs)
joins("np.concatenate", [A(2), B(2, 2)], axis=None)
joins("np.concatenate", [A(2, 1, 3), A(2, 2, 3)], axis=-2)
joins("np.concatenate", [I(2), I(1)], dtype="float32")
joins("np.stack", [A(2, 3), I(2, 3)], axis=-2)
joins("np.append", I(2), A(2, 2))
joins("np.append", A(2, 1), A(2, 2), axis=1)
joins("np.append", I(2), 2.5)
joins("np.block", [A(2), A(1)])
for name, xs in [("split", A(6)), ("arraySplit", A(7)), ("arraySplit", A(2)), ("hsplit", A(2, 4)), ("vsplit", A(4, 2)), ("dsplit", A(2, 2, 4)), ("hsplit", A(4))]:
    for spec in [1, 2, 3, [1], [2, 1], [0, 9], [-1], []]:
        joins(f"np.{name}", xs, spec)
joins("np.arraySplit", A(5, 2), 3, axis=-2)
joins("np.select", [B(3), B(3)], [I(3), A(3)])
joins("np.select", [B(3)], [I(3)], default=2.5)
joins("np.select", [B(3)], [B(3)])
joins("np.where", B(3), I(3), A(3))
joins("np.where", I(3), A(3), B(3))
joins("np.where", B(3, 1), A(1), A(2))
joins("np.where", B(3), B(3), 2)
joins("np.clip", I(4), 1.5, None)
joins("np.clip", I(4), 1.5, 2.5)
joins("np.clip", B(4), 0, 1)
joins("np.clip", D([NAN, 1.0]), 0.0, 0.5)
joins("np.clip", A(4), NAN, 0.5)
joins("np.clip", I(4), None, None)
joins("np.clip", A(2, 1), A(3), I(1))
for name in "rint round fix trunc ceil floor around".split():
    for x in [I(3), B(3), U(3), A(0), D([0.5, -0.5, 1.5, 2.5, NAN, INF])]:
        joins(f"np.{name}", x)
for decimals in [-2, -1, 1, 3]:
    joins("np.round", A(4, low=-900, high=900), decimals=decimals)
    joins("np.round", I(4, low=-900, high=900), decimals=decimals)

I7 = D([7, 1, -1, -9], dtype="int32")
for mode in [{}, *({"mode": m} for m in ["fill", "clip", "drop", "promiseInBounds"])]:
    for index in [[7], [-9], [-1], [0], [I7], [D([7], [], "int32")], ["1:9"], ["::-1"]]:
        for x in [A(3), I(3), U(3), A(3, 2)]:
            indices("at.get", x, *index, **mode)
            for fill in [5, -1.5]:
                if mode in ({"mode": "fill"}, {"mode": "drop"}):
                    indices("at.get", x, *index, fillValue=fill, **mode)
        for method in "set add mul min max".split():
            indices(f"at.{method}", A(3), 2.0, *index, **mode)
            indices(f"at.{method}", I(3), 2, *index, **mode)
    for index in [[1, 7], [7, "1:"], ["1:", 7], [-9, -9], [0, I7], [I7, 7], [I7, "::2"], ["...", 7], [None, 7], [7, None], [I7, None, 0]]:
        indices("at.get", A(3, 4), *index, **mode)
        indices("at.get", A(3, 4), *index, fillValue=2.5, **mode)
        indices("at.set", A(3, 4), 7.0, *index, **mode)
        indices("at.add", A(3, 4), 7.0, *index, **mode)
    indices("at.get", A(0, 2), "...", **mode)
for method, value in [("divide", 2.0), ("power", 2.0), ("power", 0.0)]:
    indices(f"at.{method}", A(3), value, 1)
    indices(f"at.{method}", A(3), value, 7)
    indices(f"at.{method}", A(3), value, I7)
for method in "set add mul min max".split():
    indices(f"at.{method}", I(3), 2.5, 1)
    indices(f"at.{method}", A(3), I(2), "1:")
    indices(f"at.{method}", A(3), B(2), "1:")
    indices(f"at.{method}", A(3), A(0), "3:")
    indices(f"at.{method}", A(2, 3), A(3), "...")
    indices(f"at.{method}", A(2, 3), A(2, 1), ":", D([0, 2, 2], dtype="int32"))
    indices(f"at.{method}", A(3, 2), 9.0, D([1, 0, 1], dtype="bool"))
    indices(f"at.{method}", A(3), 9.0, "::-2")
    indices(f"at.{method}", A(3, 3), A(3), D([0, 1, 2], dtype="int32"), D([2, 1, 0], dtype="int32"))
for x in [A(3), I(3), B(3), U(3)]:
    for mode in [{}, {"mode": "fill"}, {"mode": "clip"}, {"mode": "wrap"}]:
        indices("np.take", x, I7, **mode)
        indices("np.take", x, 7, **mode)
        indices("np.take", x, -1, **mode)
        indices("np.take", x, I7, fillValue=3, **mode)
    for mode in [{}, {"mode": "fill"}, {"mode": "clip"}, {"mode": "promiseInBounds"}]:
        indices("np.takeAlongAxis", x, D([7, 1, -1], dtype="int32"), axis=0, **mode)
indices("np.take", A(2, 3), I(2, 2, high=2), axis=-2)
indices("np.take", A(2, 3), I(0), axis=1)
indices("np.take", A(2, 3), D([], [0, 2], "int32"), axis=0)
indices("np.takeAlongAxis", A(2, 3), I(2, 1, high=2), axis=-1)
indices("np.takeAlongAxis", A(2, 3), D([7, -1, 0], dtype="int32"), axis=None)
for index in [["-9:9"], ["9:"], [":-9"], ["2:1"], ["-1:-4:-1"], ["::-2"], ["2::-1"], [":1:-1"], ["5:0:-2"]]:
    indices("get", A(4), *index)
indices("get", A(2, 3, 4), D([0], dtype="int32"), "...", D([1, 2], dtype="int32"))
indices("get", A(2, 3, 4), "...", D([1], dtype="int32"), None)
indices("get", A(2, 3), D([1, 0], dtype="bool"), 1)
indices("get", A(2, 3), D([0, 0], dtype="bool"))
indices("get", A(2, 3), 0, D([1, 0, 1], dtype="bool"))
indices("get", A(2, 3, 2), D([1, 0, 1, 0, 0, 1], [2, 3], "bool"), "::-1")
indices("get", A(3), D([], [0], "int32"))

for name in """linalg.norm linalg.det linalg.slogdet linalg.inv linalg.pinv linalg.matrixRank linalg.eigh linalg.eigvalsh
               linalg.svdvals linalg.cholesky linalg.cond linalg.vectorNorm linalg.matrixNorm
               linalg.matrixTranspose linalg.qr linalg.svd linalg.outer""".split():
    for x in [D([2, 1, 1, 3], [2, 2], "int32"), D([1, 0, 0, 1], [2, 2], "bool"), A(0, 0), A(2, 0, 0), A(0, 2, 2), A(1, 1, low=1), A(2, 2),
              D([0.0, 0.0, 0.0, 0.0], [2, 2]), D([1.0, 2.0, 2.0, 4.0], [2, 2]), 
              D([2.0, 0.0, 0.0, 2.0], [2, 2]), A(2, 3), A(3, 2), A(0, 3), A(3, 0)]:  # fmt: skip
        singular = x.spec.get("data") == [1.0, 2.0, 2.0, 4.0]
        if name not in ("linalg.svd", "linalg.qr", "linalg.eigh") and not (name == "linalg.cond" and singular):
            matrices(f"np.{name}", x)
for x in [A(3), I(3, low=-3), B(3), A(0), D([0.0, 0.0]), D([INF, 1.0]), D([NAN, 1.0])]:
    for order in [None, 0, 1, 2, 3, -1, 0.5, INF, "-Infinity"]:
        matrices("np.linalg.norm", x, ord=order)
        # Integers stay integers there, and roots of theirs are cut off.
        if x.spec["dtype"] == "float64":
            matrices("np.linalg.vectorNorm", x, ord=order if order is not None else 2)
for x in [A(2, 3), I(2, 3, low=-3), A(2, 2, 3), D([0.0, 0.0, 0.0, 0.0], [2, 2]), A(0, 2), A(2, 0)]:
    for order in [None, "fro", "nuc", 1, -1, 2, -2, INF, "-Infinity"]:
        matrices("np.linalg.norm", x, ord=order, axis=[-2, -1])
        matrices("np.linalg.norm", x, ord=order, axis=[1, 0], keepdims=True)
        matrices("np.linalg.matrixNorm", x, ord=order if order is not None else "fro")
        matrices("np.linalg.cond", x, p=order)
for n in [-2, -1, 0, 1, 2, 5]:
    matrices("np.linalg.matrixPower", A(2, 2), n)
    matrices("np.linalg.matrixPower", I(2, 2), n)
    matrices("np.linalg.matrixPower", A(2, 2, 2), n)
for a, b in [(I(2, 2, low=1), I(2)), (A(2, 2), I(2)), (A(0, 0), A(0)), (A(0, 0), A(0, 2)), (A(2, 2), A(2, 0)), (A(2, 2, 2), A(2, 2, 1)), (A(2, 2), A(3, 2, 1)), (A(3, 2, 2), A(2, 1))]:
    matrices("np.linalg.solve", a, b)
for a, b in [(A(3, 2), A(3)), (A(2, 3), A(2)), (A(3, 2), A(3, 2)), (I(3, 2), I(3)), (D([1.0, 2.0, 2.0, 4.0], [2, 2]), A(2))]:
    matrices("np.linalg.lstsq", a, b)
    matrices("np.linalg.lstsq", a, b, rcond=0.5)
matrices("np.linalg.multiDot", [A(3), A(3, 2), A(2)])
matrices("np.linalg.multiDot", [A(3), A(3)])
matrices("np.linalg.multiDot", [I(2, 3), A(3, 2)])
matrices("np.linalg.matrixRank", A(3))
matrices("np.linalg.pinv", A(2, 3), rtol=0.5)
matrices("np.linalg.pinv", D([1.0, 2.0, 2.0, 4.0], [2, 2]))
matrices("np.linalg.cross", A(2, 3), A(2, 3))
matrices("np.linalg.vecdot", A(2, 3), A(2, 3))
matrices("np.linalg.eigvalsh", D([1.0, 9.0, 2.0, 3.0], [2, 2]), UPLO="U")
for name in "det inv expm cholesky".split():
    for x in [D([4, 1, 1, 3], [2, 2], "int32"), A(0, 0), D([4.0, 1.0, 1.0, 3.0], [2, 2]), D([4.0, 1.0, 9.0, 3.0], [2, 2])]:
        matrices(f"scipy.linalg.{name}", x)
for options in [{}, {"lower": True}, {"trans": 1}, {"trans": 2}, {"trans": "T"}, {"unitDiagonal": True}, {"trans": "N", "lower": True}]:
    matrices("scipy.linalg.solveTriangular", A(2, 2), A(2), **options)
    matrices("scipy.linalg.solveTriangular", I(2, 2, low=1), I(2), **options)
for options in [{}, {"lower": True}, {"assumeA": "pos"}, {"assumeA": "sym"}, {"assumeA": "gen"}, {"assumeA": "her", "lower": True}]:
    matrices("scipy.linalg.solve", D([4.0, 1.0, 1.0, 3.0], [2, 2]), A(2), **options)
    matrices("scipy.linalg.solve", D([4, 1, 1, 3], [2, 2], "int32"), I(2), **options)

for name in """relu relu6 sigmoid softplus sparsePlus sparseSigmoid softSign silu swish logSigmoid leakyRelu hardSigmoid hardTanh
               hardSwish hardSilu elu celu selu gelu mish squareplus softmax logSoftmax logsumexp logmeanexp standardize log1mexp
               glu""".split():
    for x in [I(4, low=-3), B(4), A(0), A(4), A(2, 0), D([INF, "-Infinity", NAN, 1.0]), D([1e30, -1e30, 1e-30, -1e-30])]:
        activations(f"nn.{name}", x)
for name in "softmax logSoftmax logsumexp logmeanexp standardize".split():
    for x in [A(2, 3), D(["-Infinity", "-Infinity", 1.0, INF, 0.0, 1.0], [2, 3]), D([NAN, 1.0, 2.0, 0.0, 0.0, 0.0], [2, 3]), I(2, 3)]:
        # JAX's variance of standardize is a difference, of which little is left here.
        if name != "standardize":
            activations(f"nn.{name}", x, where=MASK)
        activations(f"nn.{name}", x, where=D([0, 0, 0, 1, 1, 0], [2, 3], "bool"), axis=-1)
        activations(f"nn.{name}", x, axis=0)
        activations(f"nn.{name}", x, axis=None)
        activations(f"nn.{name}", x, axis=[])
for b in [D([0.0, 0.0]), D([1.0, -1.0]), D([2.0, 0.0]), D([0, 1], dtype="int32")]:
    for x in [D([1.0, 2.0]), D([INF, 0.0]), D(["-Infinity", 3.0]), I(2)]:
        activations("nn.logsumexp", x, b=b)
for n in [0, 1, 3]:
    activations("nn.oneHot", D([0, 2, -1, 5], dtype="int32"), n)
    activations("nn.oneHot", D([0, 1], [1, 2], "int32"), n, axis=0)
    activations("nn.oneHot", D([0, 1], dtype="int32"), n, dtype="int32")
activations("nn.standardize", A(2, 3), mean=A(3), variance=A(3, low=0.5))
activations("nn.standardize", D([2.0, 2.0, 2.0]))
for name in """scipy.special.erf scipy.special.erfc scipy.special.erfinv scipy.special.expit scipy.special.logit scipy.special.ndtr
               scipy.special.ndtri scipy.special.logNdtr scipy.special.gammaln scipy.special.digamma scipy.special.i0 scipy.special.i0e
               scipy.special.i1 scipy.special.i1e scipy.special.entr np.i0 np.sinc scipy.special.logsumexp
               scipy.stats.norm.pdf scipy.stats.norm.logpdf scipy.stats.norm.cdf scipy.stats.norm.logcdf scipy.stats.norm.sf
               scipy.stats.norm.logsf scipy.stats.norm.ppf scipy.stats.norm.isf""".split():
    for x in [I(3, low=1), B(3), A(0), U(3), D([0.25], [], "float32"), D([INF, "-Infinity", NAN, 0.0, -0.0, 1.0, -1.0])]:
        tails(name, x)
for name in "xlogy xlog1py betaln".split():
    for x, y in [(I(3, low=1), I(3, low=1)), (A(3, low=1), I(3, low=1)), (B(3), A(3, low=0.5)), (D([0.0, 0.0, INF, NAN]), D([INF, NAN, 0.0, 0.0])), (D([0.0], []), D([0.0], [])), (A(0), A(0))]:
        tails(f"scipy.special.{name}", x, y)
for x, y in [(1, A(3, low=1)), (D([1, 2], dtype="int32"), A(2, low=1)), (D([0.0, 1.0]), D([INF, 0.0])), (I(2), I(2, low=1))]:
    tails("scipy.special.polygamma", x, y)
for name in "pdf logpdf cdf logcdf sf logsf ppf isf".split():
    tails(f"scipy.stats.norm.{name}", D([0.5, 0.0, 1.0]), loc=I(3), scale=2)
    tails(f"scipy.stats.norm.{name}", D([0.5, 0.0, 1.0]), loc=1.0, scale=0.0)
