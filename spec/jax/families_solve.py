"""Programs about linear algebra, custom rules, implicit differentiation, and transforms inside programs."""

from builder import lit
from families_control import cell


def well_conditioned(b, n):
    """A random matrix near the identity."""
    return b.call("np.add", b.scaled(b.expr((n, n), 1), 0.4), b.call("np.eye", lit(n), dtype="float64"))


def positive_definite(b, n):
    x = b.expr((n, n), 1)
    gram = b.call("np.matmul", x, b.call("np.transpose", x))
    return b.call("np.add", gram, b.lits("np.multiply", b.call("np.eye", lit(n), dtype="float64"), float(n)))


def cholesky(b):
    a = positive_definite(b, b.rng.choice([1, 2, 3, 4]))
    return b.after(b.call("np.linalg.cholesky", a))


def gaussian(b):
    """The log density of a normal: cholesky, a triangular solve and the diagonal's logarithm."""
    n = b.rng.choice([2, 3, 4])
    factor = b.call("np.linalg.cholesky", positive_definite(b, n))
    z = b.call("scipy.linalg.solveTriangular", factor, b.leaf((n,)), lower=True)
    logs = b.call("np.sum", b.call("np.log", b.call("np.diag", factor)))
    return b.call("np.add", b.call("np.sum", b.call("np.square", z)), logs)


def solve(b):
    n = b.rng.choice([1, 2, 3, 4])
    a = well_conditioned(b, n)
    rhs = b.expr(b.rng.choice([(n,), (n, 1), (n, 3)]), 1)
    return b.after(b.call("np.linalg.solve", a, rhs))


def batched_solve(b):
    n = b.rng.choice([2, 3])
    eye = b.call("np.eye", lit(n), dtype="float64")
    a = b.call("np.add", b.scaled(b.leaf((2, n, n)), 0.4), eye)
    return b.after(b.call("np.linalg.solve", a, b.leaf((2, n, b.dim(1)))))


def triangular_solve(b):
    n, k = b.rng.choice([2, 3, 4]), b.dim(1)
    left = b.rng.random() < 0.7
    options = {"leftSide": left, "lower": b.rng.random() < 0.5}
    if b.rng.random() < 0.5:
        options["transposeA"] = True
    if b.rng.random() < 0.3:
        options["unitDiagonal"] = True
    a = well_conditioned(b, n)
    return b.after(b.call("lax.linalg.triangularSolve", a, b.expr((n, k) if left else (k, n), 1), **options))


def determinant(name):
    def make(b):
        y = b.call(name, well_conditioned(b, b.rng.choice([1, 2, 3, 4])))
        return b.after(y[1] if name.endswith("slogdet") else y)

    return make


def inverse(b):
    return b.after(b.call("np.linalg.inv", well_conditioned(b, b.rng.choice([1, 2, 3, 4]))))


LINALG = {
    "np.linalg.cholesky": cholesky, "cholesky2": cholesky, "gaussian": gaussian, "np.linalg.solve": solve,
    "solve2": solve, "batchedSolve": batched_solve, "lax.linalg.triangularSolve": triangular_solve,
    "triangularSolve2": triangular_solve, "np.linalg.det": determinant("np.linalg.det"),
    "np.linalg.slogdet": determinant("np.linalg.slogdet"), "np.linalg.inv": inverse,
}  # fmt: skip


def custom_jvp(b):
    """A rule that is wrong by a factor on purpose: it must be used, at every order."""
    shape = b.shape(b.rng.choice([0, 1, 2]), low=1)
    x, y = b.expr(shape, 1), b.expr(shape, 1)
    fun = lambda s, p, q: s.call("np.multiply", s.call("np.sin", p), q)

    def rule(s, p, q, dp, dq):
        out = s.call("np.multiply", s.call("np.sin", p), q)
        first = s.call("np.multiply", s.scaled(s.call("np.cos", p), 1.5), s.call("np.multiply", q, dp))
        return [out, s.call("np.add", first, s.call("np.multiply", s.call("np.sin", p), dq))]

    fun, rule = b.fn([x, y], fun), b.fn([x, y, x, y], rule)
    return b.after(b.call("customJvp", x, y, fun=fun, rule=rule))


def custom_vjp(b):
    """Gradient scaling, and a residual that differs from the argument."""
    shape = b.shape(b.rng.choice([0, 1, 2]), low=1)
    x, y = b.expr(shape, 1), b.expr(shape, 1)
    fun = lambda s, p, q: s.call("np.multiply", s.call("np.sin", p), q)
    fwd = lambda s, p, q: [fun(s, p, q), [s.call("np.cos", p), s.call("np.sin", p), q]]

    def bwd(s, c, sine, q, ct):
        return [s.scaled(s.call("np.multiply", s.call("np.multiply", c, q), ct), 0.7), s.call("np.multiply", sine, ct)]

    options = {"fun": b.fn([x, y], fun), "fwd": b.fn([x, y], fwd), "bwd": b.fn([x, x, y, x], bwd)}
    return b.after(b.call("customVjp", x, y, **options))


def clipped_gradient(b):
    x = b.expr(b.shape(1, low=1), 1)
    fwd = lambda s, p: [p, [s.const((), 0.5, 1.0)]]
    bwd = lambda s, scale, ct: [s.call("np.tanh", s.call("np.multiply", ct, scale))]
    scale = b.const((), 0.5, 1.0)
    options = {"fun": b.fn([x], lambda s, p: p), "fwd": b.fn([x], fwd), "bwd": b.fn([scale, x], bwd)}
    return b.call("np.sin", b.call("customVjp", b.call("np.square", x), **options))


def root_elementwise(b):
    """x + tanh(x) = a, elementwise."""
    shape = b.shape(b.rng.choice([0, 1, 2]), low=1)
    a = b.expr(shape, 1)

    def f(s, x):
        return s.call("np.subtract", s.call("np.add", x, s.call("np.tanh", x)), s.capture(a))

    guess = b.call("np.zeros", lit(list(shape)), dtype="float64")
    return b.after(b.call("customRoot", guess, f=b.fn([a], f), structure="elementwise", steps=12))


def root_dense(b):
    """x + 0.3 tanh(W x) = a: the implicit layer of a deep equilibrium model."""
    n = b.rng.choice([1, 2, 3])
    w, a = b.leaf((n, n)), b.expr((n,), 1)

    def f(s, x):
        inner = s.scaled(s.call("np.tanh", s.call("np.matmul", s.capture(w), x)), 0.3)
        return s.call("np.subtract", s.call("np.add", x, inner), s.capture(a))

    guess = b.call("np.zeros", lit([n]), dtype="float64")
    return b.after(b.call("customRoot", guess, f=b.fn([a], f), structure="dense", steps=12))


def linear_solve(b):
    n = b.rng.choice([1, 2, 3])
    a, rhs = well_conditioned(b, n), b.expr((n,), 1)
    flipped = lambda s: s.call("np.transpose", s.capture(a))
    options = {
        "matvec": b.fn([rhs], lambda s, x: s.call("np.matmul", s.capture(a), x)),
        "solve": b.fn([rhs], lambda s, y: s.call("np.linalg.solve", s.capture(a), y)),
        "transposeSolve": b.fn([rhs], lambda s, y: s.call("np.linalg.solve", flipped(s), y)),
    }
    return b.after(b.call("customLinearSolve", rhs, **options))


def symmetric_solve(b):
    n = b.rng.choice([1, 2, 3])
    a, rhs = positive_definite(b, n), b.expr((n,), 1)
    options = {
        "matvec": b.fn([rhs], lambda s, x: s.call("np.matmul", s.capture(a), x)),
        "solve": b.fn([rhs], lambda s, y: s.call("np.linalg.solve", s.capture(a), y)),
    }
    return b.after(b.call("customLinearSolve", rhs, **options, symmetric=True))


CUSTOM_JVP = {"customJvp": custom_jvp, "customJvp2": custom_jvp}
CUSTOM_VJP = {"customVjp": custom_vjp, "customVjp2": custom_vjp, "clippedGradient": clipped_gradient}
IMPLICIT = {
    "rootElementwise": root_elementwise, "rootDense": root_dense, "customLinearSolve": linear_solve,
    "symmetricSolve": symmetric_solve,
}  # fmt: skip

INNER = [
    [["grad", {"argnums": 0, "seed": 11, "via": "sin"}]],
    [["jvp", {"seed": 12}]],
    [["vjp", {"seed": 13}]],
    [["jit", {}], ["grad", {"argnums": 0, "seed": 14}]],
    [["grad", {"argnums": 0, "seed": 15}], ["jit", {}]],
    [["checkpoint", {}], ["grad", {"argnums": 0, "seed": 16}]],
    [["grad", {"argnums": 0, "seed": 17}], ["jvp", {"seed": 18}]],
    [["linearize", {"seed": 19}]],
]


def inner_transform(b):
    """A derivative inside the program, of a function that closes over outer values."""
    x = b.expr(b.shape(1, low=1), 1)
    fn = b.fn([x], lambda s, p: [cell(s, p, None)], b.rng.choice(INNER))
    y = b.call("apply", fn, x)
    return b.after(b.call("np.multiply", y, b.call("np.sin", x)))


def inner_vmap(b):
    n, shape = b.dim(1), b.shape(1, low=1)
    xs = b.expr((n, *shape), 1)
    transforms = [*b.rng.choice([[], INNER[0], INNER[1]]), ["vmap", {"inAxes": [0], "outAxes": b.rng.choice([0, -1])}]]
    fn = b.fn([xs.aval.update(shape=shape)], lambda s, p: [cell(s, p, None)], transforms)
    return b.after(b.call("apply", fn, xs))


def scan_of_grad(b):
    """Gradient descent as a scan: the body differentiates a loss."""
    shape = b.shape(1, low=1)
    init = b.leaf(shape)
    xs = b.leaf((b.rng.choice([2, 3]), *shape))

    def body(sub, carry, x):
        loss = lambda s, p: [s.call("np.square", s.call("np.subtract", s.call("np.sin", p), s.capture(x)))]
        g = sub.call("apply", sub.fn([carry], loss, INNER[0]), carry)
        new = sub.call("np.subtract", carry, sub.scaled(g, 0.3))
        return [new, sub.call("np.sum", g)]

    last, ys = b.call("lax.scan", b.fn([init.aval, init.aval], body), init, xs)
    return b.call("np.add", b.call("np.sum", b.call("np.sin", last)), b.call("np.sum", b.call("np.square", ys)))


def cond_of_grad(b):
    x, p = b.leaf(()), b.leaf(())
    positive = b.call("np.greater", p, lit(0.0))
    slope = lambda s, q: [s.call("np.multiply", s.call("np.sin", q), s.capture(x))]
    yes = lambda s, y: s.call("apply", s.fn([y], slope, INNER[0]), y)
    no = lambda s, y: s.call("np.square", y)
    return b.after(b.call("lax.cond", positive, b.fn([x], yes), b.fn([x], no), x))


def regression(b):
    """A loss for `adapt`: parameters first, then a support set."""
    n, i = b.rng.choice([3, 4]), b.rng.choice([1, 2])
    w, x, y = b.leaf((i,)), b.input((n, i)), b.input((n,))
    residual = b.call("np.subtract", b.call("np.tanh", b.call("np.matmul", x, w)), y)
    return b.call("np.mean", b.call("np.square", residual))


def network(b):
    """The same with one hidden layer, parameters in two arrays."""
    n, h = b.rng.choice([3, 5]), b.rng.choice([3, 4])
    w, v, x, y = b.input((1, h)), b.input((h,)), b.input((n, 1)), b.input((n,))
    z = b.call(b.rng.choice(["np.tanh", "nn.softplus"]), b.call("np.matmul", x, w))
    residual = b.call("np.subtract", b.call("np.matmul", z, v), y)
    return b.call("np.mean", b.call("np.square", residual))


NESTED = {
    "innerTransform": inner_transform, "innerTransform2": inner_transform, "innerVmap": inner_vmap,
    "scanOfGrad": scan_of_grad, "condOfGrad": cond_of_grad,
}  # fmt: skip
META = {"adaptRegression": regression, "adaptNetwork": network}
