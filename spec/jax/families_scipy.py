"""Programs about jax.scipy: special functions, the normal distribution, linear algebra."""

from builder import lit
from families_pointwise import ABOVE_ONE, ANY, INSIDE, POSITIVE, guarded
from families_solve import positive_definite, well_conditioned

UNARY = {
    "np.i0": ANY, "scipy.special.i0e": ABOVE_ONE, "scipy.special.i1": ABOVE_ONE, "scipy.special.i1e": ABOVE_ONE,
    "scipy.special.erf": ANY, "scipy.special.erfc": ANY, "scipy.special.erfinv": INSIDE,
    "scipy.special.expit": ANY, "scipy.special.gammaln": POSITIVE, "scipy.special.digamma": POSITIVE,
    "scipy.special.entr": POSITIVE, "scipy.special.ndtr": ANY, "scipy.special.logNdtr": ANY,
    "scipy.stats.norm.logpdf": ANY, "scipy.stats.norm.cdf": ANY,
}  # fmt: skip


def unary(name):
    return lambda b: b.after(b.call(name, guarded(b, b.expr(b.shape(), 1), UNARY[name])))


def binary(name):
    def make(b):
        shape = b.shape()
        x, y = b.expr(shape, 1), b.expr(b.broadcastable(shape), 1)
        return b.after(b.call(name, b.positive(x), b.positive(y)))

    return make


def inner(name):
    """A function of probabilities strictly between 0 and 1."""
    return lambda b: b.after(b.call(name, b.call("nn.sigmoid", b.expr(b.shape(), 1))))


def polygamma(b):
    return b.after(b.call("scipy.special.polygamma", lit(b.rng.choice([0, 1, 2])), b.positive(b.expr(b.shape(), 1))))


def normal(b):
    shape = b.shape()
    name = b.rng.choice(["logpdf", "pdf", "cdf", "logcdf", "sf"])
    loc, scale = b.leaf(b.broadcastable(shape)), b.positive(b.leaf(()))
    return b.after(b.call(f"scipy.stats.norm.{name}", b.expr(shape, 1), loc={"v": loc}, scale={"v": scale}))


def solve_triangular(b):
    n = b.rng.choice([1, 2, 3, 4])
    options = {"lower": b.rng.random() < 0.5, "trans": b.rng.choice([0, 1])}
    rhs = b.expr(b.rng.choice([(n,), (n, 1), (n, 3)]), 1)
    return b.after(b.call("scipy.linalg.solveTriangular", well_conditioned(b, n), rhs, **options))


def cho_solve(b):
    n, lower = b.rng.choice([2, 3]), b.rng.random() < 0.5
    factor = b.call("scipy.linalg.cholesky", positive_definite(b, n), lower=lower)
    return b.after(b.call("scipy.linalg.choSolve", [factor, lit(lower)], b.expr((n,), 1)))


def solve_positive(b):
    n = b.rng.choice([2, 3])
    return b.after(b.call("scipy.linalg.solve", positive_definite(b, n), b.expr((n, 2), 1), assumeA="pos"))


def expm(b):
    n = b.rng.choice([1, 2, 3])
    return b.after(b.call("scipy.linalg.expm", b.scaled(b.expr((n, n), 1), 0.5)))


SCIPY = {
    **{name: unary(name) for name in UNARY},
    **{f"scipy.special.{name}": binary(f"scipy.special.{name}") for name in ["xlogy", "xlog1py", "betaln"]},
    "scipy.special.logit": inner("scipy.special.logit"), "scipy.special.ndtri": inner("scipy.special.ndtri"),
    "scipy.special.polygamma": polygamma, "scipy.stats.norm": normal,
    "scipy.linalg.solveTriangular": solve_triangular, "scipy.linalg.choSolve": cho_solve,
    "scipy.linalg.solve": solve_positive, "scipy.linalg.expm": expm,
}  # fmt: skip
