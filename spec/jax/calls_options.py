"""Calls with options that change results: sizes of what depends on values, orders, axes, dtypes."""

from calls import A, B, D, I, Table

options = Table()

M = [3, 1, 2, 1, 1, 1, 3, 1, 2, 0, 5, 5]
GAPS = [3.0, 1.0, "NaN", 3.0, "-Infinity", "NaN", 1.0]
ALL = {"returnIndex": True, "returnInverse": True, "returnCounts": True}


def matrix():
    return D(M, [4, 3], dtype="int32")


for size in (0, 1, 3, 7, 12):
    options("np.unique", D(GAPS), size=size, **ALL)
    options("np.unique", D(GAPS), size=size, fillValue=9, **ALL)
    options("np.unique", matrix(), size=size, returnInverse=True)
    options("np.unique", matrix(), axis=0, size=size, **ALL)
    options("np.unique", matrix(), axis=-1, size=size, fillValue=7, **ALL)
    for name in "nonzero flatnonzero argwhere where".split():
        options(f"np.{name}", B(3, 4), size=size)
        options(f"np.{name}", matrix(), size=size, fillValue=-1)
        options(f"np.{name}", D(GAPS), size=size, fillValue=5)
    # JAX has no intersection or difference of size 0.
    for name in "union1d intersect1d".split() if size > 0 else ["union1d"]:
        options(f"np.{name}", I(6), I(5, low=2, high=8), size=size)
        options(f"np.{name}", I(2, 3), I(5, low=2, high=8), size=size, fillValue=-1)
        options(f"np.{name}", D(GAPS), D([3.0, "NaN", 2.0, 3.0]), size=size)
        options(f"np.{name}", I(4), I(3, low=7, high=9), size=size)
    if size > 0:
        options("np.intersect1d", I(6), I(5), size=size, returnIndices=True)
        options("np.intersect1d", D(GAPS), D([3.0, "NaN", 2.0, 3.0]), size=size, fillValue=2, returnIndices=True)
        options("np.setdiff1d", I(6), I(3), size=size)
        options("np.setdiff1d", D(GAPS), D([3.0, 2.0]), size=size, fillValue=-1)
        options("np.setdiff1d", I(6), I(2), size=size, assumeUnique=True)
    options("np.setxor1d", I(2, 3), I(5, low=2, high=8), size=size, fillValue=-1)
    if size > 0:
        options("np.setxor1d", I(6), I(5, low=2, high=8), size=size)
        options("np.setxor1d", D(GAPS), D([3.0, "NaN", 2.0, 3.0]), size=size)
        options("np.setxor1d", D([1, 2, 3]), D([3, 4]), size=size, assumeUnique=True)
        options("np.setxor1d", D([1, 2]), D([2, 1]), size=size)
    for name in "uniqueAll uniqueCounts uniqueInverse uniqueValues".split():
        options(f"np.{name}", D(GAPS), size=size)
        options(f"np.{name}", matrix(), size=size, fillValue=9)
for name in "uniqueAll uniqueCounts uniqueInverse uniqueValues".split():
    options(f"np.{name}", D(GAPS))
    options(f"np.{name}", matrix())
    options(f"np.{name}", D([], [0]))
options("np.setxor1d", I(6), I(5, low=2, high=8))
options("np.setxor1d", D(GAPS), D([3.0, "NaN", 2.0, 3.0]))
options("np.setxor1d", D([], [0]), D([], [0]))
options("np.setxor1d", D([], [0]), D([2.0, 1.0, 2.0]))
options("np.setxor1d", D([5, 1, 2], dtype="int32"), D([2.5, 1.0]), assumeUnique=True)
options("np.unique", D([], [0]), size=2, fillValue=4)
options("np.unique", D([0.0, -0.0, 0.0]), size=2, **ALL)
options("np.unique", D(GAPS), equalNan=False, **ALL)
options("np.unique", matrix(), axis=0, **ALL)
options("np.unique", A(2, 0, 3), axis=0, size=1)
options("np.unique", B(6), size=3)
options("np.nonzero", D([], [0, 3]), size=2)
options("np.argwhere", D([1.0], []), size=2)
options("np.intersect1d", D(GAPS), D([3.0, "NaN", 2.0, 3.0]), returnIndices=True)
options("np.setdiff1d", I(6), I(2), assumeUnique=True)

for order in "CF":
    options("np.reshape", A(2, 6), [3, 4], order=order)
    options("np.reshape", A(2, 3, 4), [4, -1], order=order)
    options("np.reshape", A(2, 3, 4), [-1, 2, 2, 3], order=order)
    options("np.reshape", A(), [1, 1], order=order)
    options("np.reshape", A(0, 3), [3, 0], order=order)
    options("np.ravel", A(2, 3, 4), order=order)
    options("np.ravel", A(5), order=order)
    options(".flatten", A(2, 3), order=order)
    options(".reshape", A(2, 6), [4, 3], order=order)

for axis in (0, 1, 2, -1, -3):
    options("lax.topK", A(2, 3, 4), 2, axis=axis)
options("lax.topK", matrix(), 2, axis=0)

for wanted in "float32 int32".split():
    options("lax.dotGeneral", I(2, 3), I(3, 2), [[[1], [0]], [[], []]], preferredElementType=wanted)
    options("lax.dot", I(2, 3), I(3), preferredElementType=wanted)
options("lax.dot", D([0.5, 1.5], dtype="float32"), D([1.0, 1.5], dtype="float32"), preferredElementType="int32")

for name in "sum prod cumsum cumprod".split():
    for x in (D([2.0, "NaN", 0.0, 1.0]), D([3, -1, 0], dtype="int32"), B(4), D([256, 128], dtype="uint8")):
        options(f"np.{name}", x, dtype="bool")
for name in "nanmax nanmin".split():
    options(f"np.{name}", D([1.0, "NaN", "NaN", "NaN"], [2, 2]), initial=-5, axis=0)
    options(f"np.{name}", D([1.0, "NaN", "NaN", "NaN"], [2, 2]), initial=2, axis=1, where=B(2, 2))

VECTORS = {
    "bool": D([1, 0, 1], dtype="bool"),
    "int8": D([100, 100, 3], dtype="int8"),
    "uint8": D([200, 100, 3], dtype="uint8"),
    "int32": D([1, 2, 3], dtype="int32"),
    "float32": D([0.5, 1.5, 2.5], dtype="float32"),
}
# Those that JAX refuses are left out: sums of integers in fewer bits.
products = Table(optional=True)
for a in VECTORS.values():
    for b in VECTORS.values():
        for wanted in "bool int8 uint8 int32 uint32 float32".split():
            products("np.dot", a, b, preferredElementType=wanted)
for a in VECTORS.values():
    for wanted in "bool int8 uint8 int32 float32".split():
        for name in "matmul inner vdot linalg.vecdot convolve correlate".split():
            products(f"np.{name}", a, a, preferredElementType=wanted)
        products("np.tensordot", a, a, axes=1, preferredElementType=wanted)
        products("np.einsum", "i,i", a, a, preferredElementType=wanted)
        products("np.einsum", "i,i->i", a, a, preferredElementType=wanted)
        products("np.einsum", "i->", a, preferredElementType=wanted)
products("np.matmul", A(2, 3), A(3, 2), preferredElementType="float32")
products("np.dot", A(2, 3), D(3.0, []), preferredElementType="float32")
products("np.einsum", "ij,jk,kl->il", A(2, 3), A(3, 2), A(2, 2), preferredElementType="float32")
