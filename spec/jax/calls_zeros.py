"""Calls whose results are zeros of either sign: sums and contractions of one term, and of several."""

from calls import D, Table

zeros = Table()

MINUS = -0.0
REDUCTIONS = """sum prod mean cumsum cumprod nansum nanprod nanmean average max min median diff""".split()
VECTOR_PRODUCTS = "dot matmul inner outer vdot vecdot convolve correlate kron".split()
EQUATIONS = ["i,i", "i,i->i", "i,j->ij"]
MATRIX_EQUATIONS = ["ij,jk->ik", "ij,jk->ki", "ij,ij->", "bi,bi->b", "ij,kj->ik", "ij,jk->i", "ij,kl->il", "ij,ij->ji"]


def of(value, *shape):
    size = 1
    for n in shape:
        size *= n
    return D([value] * size, list(shape))


def mixed(*shape):
    """Zeros of both signs and ones."""
    size = 1
    for n in shape:
        size *= n
    return D([[MINUS, 1.0, 0.0, -1.0][i % 4] for i in range(size)], list(shape))


for n in (1, 2, 3):
    for name in REDUCTIONS:
        zeros(f"np.{name}", of(MINUS, n))
    for name in "sum prod mean max cumsum nansum".split():
        for shape in ([n, 3], [3, n], [2, n, 2]):
            for axis in range(len(shape)):
                zeros(f"np.{name}", of(MINUS, *shape), axis=axis)
    for name in "cumsum cumprod cummax".split():
        zeros(f"lax.{name}", of(MINUS, n))
        zeros(f"lax.{name}", of(MINUS, n), reverse=True)
    zeros("np.sum", of(MINUS, n), keepdims=True)
    zeros("np.sum", of(MINUS, n), initial=MINUS)
    zeros("np.trace", of(MINUS, n, n))
    for name in VECTOR_PRODUCTS:
        path = "np.linalg.vecdot" if name == "vecdot" else f"np.{name}"
        zeros(path, of(MINUS, n), of(1.0, n))
        zeros(path, of(1.0, n), of(MINUS, n))
        zeros(path, mixed(n), of(MINUS, n))
    for mode in ("same", "valid"):
        zeros("np.convolve", of(MINUS, 3), of(1.0, n), mode=mode)
        zeros("np.correlate", of(MINUS, 3), of(1.0, n), mode=mode)
    for equation in EQUATIONS:
        zeros("np.einsum", equation, of(MINUS, n), of(1.0, n))
    # Sums of several terms in vectors: XLA starts some of them at the first term.
    for a, b in [(1, 1), (2, 1), (4, 8)] + ([(1, 5)] if n == 1 else []):
        zeros("np.matmul", of(MINUS, a, n), of(1.0, n, b))
        zeros("np.matmul", mixed(a, n), mixed(n, b))
        zeros("np.tensordot", mixed(a, n), mixed(n, b), axes=1)
    zeros("np.matmul", mixed(4, n), of(1.0, n))
    zeros("np.matmul", of(MINUS, n), mixed(n, 4))
    zeros("np.matmul", mixed(2, 3, n), mixed(2, n, 5))
    zeros("np.tensordot", mixed(n, n), mixed(n, n), axes=2)
    zeros("np.tensordot", mixed(n), mixed(n), axes=0)
    for equation in MATRIX_EQUATIONS:
        zeros("np.einsum", equation, mixed(n, n), of(MINUS, n, n))
        zeros("np.einsum", equation, of(MINUS, n, n), of(1.0, n, n))
    zeros("np.einsum", "ij,jk,kl->il", of(MINUS, n, n), of(1.0, n, n), of(1.0, n, n))
    zeros("np.einsum", "ii", of(MINUS, n, n))
    zeros("np.einsum", "ij->j", of(MINUS, n, n))
    zeros("np.linalg.multiDot", [of(MINUS, n, n), of(1.0, n, n)])
    for power in (1, 2, 3):
        zeros("np.linalg.matrixPower", of(MINUS, n, n), power)
    zeros("np.linalg.norm", of(MINUS, n))
    zeros("np.polyval", of(MINUS, n), of(2.0, 2))
    for exponent in (1, 3):
        zeros("np.power", of(MINUS, n), exponent)
zeros("np.cross", of(MINUS, 3), of(1.0, 3))
zeros("np.sum", of(MINUS))
zeros("np.sum", of(MINUS, 2), axis=[])
zeros("np.prod", of(MINUS, 2), axis=[])
zeros("np.sum", of(MINUS, 1, 1), axis=[0, 1])
zeros("np.sum", of(MINUS, 1, 2), axis=[0, 1])
zeros("np.einsum", "ij->", of(MINUS, 1, 1))
zeros("np.einsum", "ij,ij->", of(MINUS, 1, 1), of(1.0, 1, 1))
zeros("np.tensordot", of(MINUS, 1, 1), of(1.0, 1, 1), axes=2)
zeros("at.add", of(MINUS, 2), of(MINUS), 0)
zeros("at.mul", of(MINUS, 2), of(1.0), 0)
for shape in ([1, 1], [1, 3], [3, 1]):
    zeros("lax.dotGeneral", of(MINUS, *shape), of(1.0, *shape), [[[1], [1]], [[0], [0]]])
    zeros("lax.dotGeneral", of(MINUS, *shape), of(1.0, *shape), [[[0, 1], [0, 1]], [[], []]])
    zeros("lax.dotGeneral", of(MINUS, *shape), of(1.0, *shape), [[[0], [0]], [[], []]])
    zeros("lax.dotGeneral", of(MINUS, *shape), of(1.0, *shape), [[[], []], [[], []]])
