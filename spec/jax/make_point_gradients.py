"""First and higher derivatives at special points: zeros, masks, infinities, ties, empty and constant inputs.

    pip install jax==0.10.2 scipy
    python spec/jax/make_point_gradients.py

writes fixtures/point-gradients.json: programs (see README.md). Each row is a gradient of a weighted sum of the results.
"""

import jax

jax.config.update("jax_enable_x64", True)

from calls import Call, D
from derivatives import add, save, scalar

INF, NINF, NAN = "Infinity", "-Infinity", "NaN"


def B(*data, shape=None):
    return D(list(data), shape, "bool")


def I(*data, shape=None):
    return D(list(data), shape, "int32")


def operand(a):
    """Vectors and scalars of float64; anything else is passed as it is."""
    if isinstance(a, list) and all(isinstance(v, (float, str)) for v in a):
        return D(a)
    return scalar(a) if isinstance(a, float) or a in (INF, NINF, NAN) else a


def points(path, *rows, orders=(1, 2), **options):
    """Gradients of a call at several lists of arguments, of each order; plain lists are vectors."""
    for row in rows:
        args = [operand(a) for a in row]
        for order in orders:
            c = Call(path, args, options)
            specs = [i.spec for i in c.inputs]
            floats = [k for k, s in enumerate(specs) if s["dtype"] == "float64"]
            grads = [["grad", {"argnums": floats, "seed": 3 + k}] for k in range(order)]
            told = ", ".join(str(i.spec["data"]) for i in c.inputs)
            name = f"{path}({told}{''.join(f', {k}: {v}' for k, v in c.op[2].items()) if len(c.op) > 2 else ''}), order {order}"
            add(name, specs, [c.op], len(specs), grads)


def unary():
    zero = [0.0, -0.0, 1.0, -1.0]
    for name in "abs sign square positive cbrt sinc sinh cosh tanh arctan arcsinh expm1 exp2 exp sin cos tan".split():
        points(f"np.{name}", [zero], orders=(1, 2, 3) if name == "sinc" else (1, 2))
    points("np.sinc", [[0.02, -0.3, 0.4, 2.0]])
    for name in "sqrt log log2 log10 log1p reciprocal".split():
        points(f"np.{name}", [[0.0, 1.0, 4.0]])
    for name in "arcsin arccos arctanh arccosh".split():
        points(f"np.{name}", [[1.0]], orders=(1,))
        points(f"np.{name}", [[0.5 if name != "arccosh" else 2.0]])
    for name in "degrees radians nanToNum rint floor ceil trunc".split():
        points(f"np.{name}", [[0.5, -1.5, 2.0]], orders=(1,))
    for name in "i1 i0e i1e erf erfc erfinv expit logit ndtr ndtri logNdtr gammaln digamma entr".split():
        at_zero = name not in ("logit", "ndtri", "gammaln", "digamma")
        first = [[0.0]] if at_zero else [[0.5]]
        points(f"scipy.special.{name}", [first[0]], orders=(1,) if name in ("entr", "i1") else (1, 2))
    points("scipy.special.expit", [[800.0, -800.0]])
    points("scipy.special.erfinv", [[1.0, -1.0, 0.5]], orders=(1,))
    points("scipy.special.entr", [[0.0, 0.5, 1.0, -1.0, INF]], orders=(1,))
    points("scipy.special.logit", [[0.0, 1.0, 0.5]], orders=(1,))
    points("scipy.special.logNdtr", [[-10.0, 10.0]])


def activations():
    for name in """relu relu6 sigmoid softplus sparsePlus sparseSigmoid softSign silu logSigmoid leakyRelu hardSigmoid hardTanh
                   hardSilu elu celu selu gelu mish squareplus""".split():
        points(f"nn.{name}", [[0.0, -0.0, 1.0, -1.0, 40.0, -40.0, 900.0, -900.0]])
        points(f"nn.{name}", [[INF, NINF]], orders=(1,))
    points("nn.gelu", [[0.0, 40.0, -40.0]], approximate=False)
    points("nn.squareplus", [[0.0, 2.0]], b=0.0, orders=(1,))
    points("nn.elu", [[0.0, -900.0]], alpha=0.0)
    mask = B(1, 0, 1)
    for name in "softmax logSoftmax logsumexp logmeanexp standardize".split():
        points(f"nn.{name}", [[1.0, 1.0, 1.0]], [[1.0, 3.0, -2.0]], [[900.0, -900.0, 0.0]])
        points(f"nn.{name}", [[NINF, 0.0, 1.0]], orders=(1,))
        for row in [[1.0, NAN, 3.0], [1.0, INF, 3.0], [1.0, NINF, 3.0], [2.0, 5.0, 2.0], [NAN, 5.0, 2.0]]:
            points(f"nn.{name}", [row], where=mask, orders=(1, 2) if name != "standardize" else (1,))
        points(f"nn.{name}", [[1.0, 2.0, 3.0]], where=B(0, 0, 0), orders=(1,))
    points("nn.softmax", [[NINF, NINF]], [[INF, 0.0]], orders=(1,))
    points("nn.logsumexp", [[NINF, NINF]], [[INF, 0.0]], [[INF, INF]], orders=(1,))
    for b in [[0.0, 1.0, 1.0], [1.0, -0.5, 2.0], [0.0, 0.0, 0.0]]:
        points("nn.logsumexp", [[1.0, 2.0, 3.0]], b=D(b), orders=(1,))
        points("nn.logsumexp", [[INF, 2.0, 3.0]], [[NINF, 2.0, 3.0]], b=D(b), orders=(1,))
    points("nn.log1mexp", [[0.5, 1.0, 30.0]])
    points("nn.log1mexp", [[0.0, 800.0]], orders=(1,))
    points("nn.glu", [[0.0, 900.0, -900.0, 0.0]])


def binary():
    for name in "hypot arctan2 logaddexp logaddexp2 maximum minimum fmax fmin".split():
        rows = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (-1.0, -1.0), (0.0, -1.0), (3.0, 4.0)]
        points(f"np.{name}", *rows)
        points(f"np.{name}", (INF, 1.0), (1.0, INF), (NINF, 1.0), (NINF, NINF), (INF, INF), orders=(1,))
    for x, y in [(0.0, 0.0), (0.0, 1.0), (0.0, 2.0), (0.0, 3.0), (0.0, 0.5), (2.0, 0.0), (1.0, 3.0), (2.0, 1.0), (-2.0, 2.0), (-2.0, 3.0)]:
        points("np.power", (x, y))
        points("np.floatPower", (x, y), orders=(1,))
        points("lax.pow", (x, y), orders=(1,))
    for n in [0, 1, 2, 3, -1, -2]:
        x = [0.0, 2.0, -1.0] if n >= 0 else [2.0, -1.0, 0.5]
        # JAX's further derivatives with exponents in a tensor are NaN where x is 0 and they vanish.
        further = (1, 2, 3) if n not in (0, 1, 2) else (1, 2) if n == 2 else (1,)
        points("np.power", (x, I(n, n, n)), orders=further)
        points("np.power", (x, I(n, shape=[])), orders=(1, 2, 3))
        points("lax.pow", (x, I(n, n, n)), orders=further)
        points("np.power", (x, n), (x, float(n)), orders=(1, 2, 3))
        points("np.floatPower", (x, n), orders=(1, 2))
    points("np.power", ([0.0, 0.0, 0.0, 0.0, 2.0], I(0, 1, 2, 3, 5)), orders=(1,))
    points("np.power", ([0.0], I(-1)), orders=(1,))
    points("np.power", (I(0, 1, 2), [0.0, 2.0, 0.5]), (I(0, 2), [1.0, -1.0]), orders=(1, 2))
    points("np.power", (0, [0.0, 1.0, 2.0]), (2, [0.0, 1.0, 2.0]), (1, [0.0, -1.0]), orders=(1, 2))
    for name in "xlogy xlog1py".split():
        points(f"scipy.special.{name}", (0.0, 0.0), (0.0, 1.0), (0.0, 2.0), (1.0, 1.0), (1.0, 0.0), orders=(1, 2))
        points(f"scipy.special.{name}", (0.0, -1.0), (0.0, NAN), (0.0, INF), (2.0, -1.0), orders=(1,))
    points("scipy.special.betaln", (1.0, 1.0), (0.5, 3.0), orders=(1,))
    points("np.divide", (0.0, 1.0), (1.0, 0.0), (0.0, 0.0))
    points("np.remainder", (0.0, 2.0), (4.0, 2.0), (-3.0, 2.0), (3.0, -2.0), orders=(1,))
    points("np.fmod", (0.0, 2.0), (-3.0, 2.0), orders=(1,))
    points("np.floorDivide", (5.0, 2.0), orders=(1,))
    points("np.divmod", (5.0, 2.0), (-5.0, 2.0), orders=(1,))
    points("np.copysign", (0.0, -1.0), (2.0, -1.0), (-2.0, -0.0), orders=(1,))
    points("np.heaviside", (0.0, 0.5), (1.0, 0.5), orders=(1,))
    points("np.ldexp", ([0.0, 1.5], I(0, 3)), orders=(1,))
    points("np.clip", ([0.0, 1.0, 2.0, NAN], 0.0, 1.0), orders=(1,))
    points("np.modf", ([1.5, -0.5, 2.0],), orders=(1,))
    points("np.frexp", ([1.5, -0.5, 2.0],), orders=(1,))


NAN_ROWS = [[1.0, NAN, 3.0], [NAN, 2.0, NAN], [NAN, NAN, NAN], [2.0, NAN, 2.0], [1.0, 0.0, 3.0], [0.0, NAN, 0.0]]


def reductions():
    for name in "nansum nanprod nanmean nanmax nanmin nanvar nanstd".split():
        points(f"np.{name}", *[([*row],) for row in NAN_ROWS])
        points(f"np.{name}", (D([1.0, NAN, 3.0, NAN, NAN, 4.0], [2, 3]),), axis=0, orders=(1,))
        points(f"np.{name}", (D([1.0, NAN, 3.0, NAN, NAN, 4.0], [2, 3]),), axis=1, keepdims=True, orders=(1,))
        points(f"np.{name}", ([1.0, INF, 3.0],), orders=(1,))
    for name in "nanvar nanstd".split():
        points(f"np.{name}", ([1.0, NAN, 3.0, 7.0],), ([1.0, NAN, NAN],), ddof=1, orders=(1,))
    for q in [0.0, 0.3, 0.5, 1.0]:
        points("np.quantile", ([1.0, 1.0, 3.0, 2.0], q), ([1.0, 2.0, 2.0, 2.0], q), orders=(1,))
        for method in "lower higher midpoint nearest".split():
            points("np.quantile", ([1.0, 1.0, 3.0, 2.0], q), method=method, orders=(1,))
    mask = B(1, 0, 1)
    for name in "sum prod mean var std max min".split():
        extra = {"initial": 0.5} if name in ("max", "min") else {}
        # JAX squares what the mask excludes, so that its derivatives of variances of such rows are NaN.
        squares = name in ("var", "std")
        excluded = [[1.0, 8.0, 3.0]] if squares else [[1.0, NAN, 3.0], [1.0, INF, 3.0], [0.0, NAN, 0.0]]
        for row in [*excluded, [2.0, 9.0, 2.0], [0.0, 0.0, 3.0]]:
            points(f"np.{name}", (row,), where=mask, **extra)
        if not squares:
            points(f"np.{name}", ([1.0, 2.0, 3.0],), where=B(0, 0, 0), orders=(1,), **extra)
        points(f"np.{name}", ([1.0, 2.0, 3.0],), where=B(0, 1, 0), **extra)
        for row in [[2.0, 2.0, 2.0], [0.0, 0.0, 0.0], [5.0], [1.0, 3.0, 3.0]]:
            points(f"np.{name}", (row,))
    for name in "var std".split():
        points(f"np.{name}", ([1.0, 5.0, 3.0, 7.0],), where=B(1, 0, 1, 1), ddof=1)
        points(f"np.{name}", ([5.0],), ddof=1, orders=(1,))
    for row in [[0.0, 2.0, 3.0], [0.0, 0.0, 3.0], [0.0, 0.0, 0.0], [2.0, 3.0, 4.0], [2.0, 0.0, 4.0], [0.0]]:
        points("np.prod", (row,), orders=(1, 2, 3))
        points("np.cumprod", (row,))
        points("lax.cumprod", (row,), reverse=True)
    for row in [[1.0, 1.0, 2.0], [2.0, 1.0, 2.0], [3.0, 3.0, 3.0], [0.0, -0.0]]:
        for name in "max min median ptp sort nanmax argsort".split():
            if name != "argsort":
                points(f"np.{name}", (row,))
        for name in "cummax cummin cumlogsumexp".split():
            points(f"lax.{name}", (row,))
    points("lax.cumlogsumexp", ([NINF, 0.0, 1.0],), orders=(1,))
    points("np.average", ([1.0, 2.0, 3.0],), weights=D([1.0, 0.0, 2.0]))
    points("np.average", ([1.0, NAN, 3.0],), weights=D([1.0, 0.0, 2.0]), orders=(1,))
    points("np.cov", ([1.0, 1.0, 1.0],), ([1.0, 2.0, 4.0],))
    points("np.corrcoef", (D([1.0, 2.0, 4.0, 3.0, 1.0, 0.0], [2, 3]),))
    points("np.corrcoef", (D([1.0, 1.0, 1.0, 3.0, 1.0, 0.0], [2, 3]),), orders=(1,))
    points("np.trapezoid", ([0.0, 1.0, 4.0],), ([1.0, 1.0, 1.0],))
    points("np.interp", ([0.0, 1.0, 2.0, 3.5, -1.0], [0.0, 1.0, 2.0], [1.0, 3.0, 0.0]), orders=(1,))
    points("np.interp", ([1.0], [0.0, 1.0, 1.0], [1.0, 3.0, 0.0]), orders=(1,))
    points("np.polyval", ([0.0, 1.0, 2.0], 0.0), ([1.0, 0.0, 2.0], 2.0))
    points("np.geomspace", (1.0, 8.0), (-1.0, -8.0), num=3, orders=(1,))
    points("np.logspace", (0.0, 1.0), num=3)
    points("np.linspace", (0.0, 0.0), num=3, orders=(1,))


def linear_algebra():
    vectors = [[0.0, 0.0], [3.0, 4.0], [0.0, 2.0], [-1.0, 1.0], [0.0]]
    for order in [1, 2, 3, 0.5, INF, NINF, -1, 0, None]:
        options = {} if order is None else {"ord": order}
        for row in vectors:
            points("np.linalg.norm", (row,), orders=(1, 2) if row == [3.0, 4.0] else (1,), **options)
        points("np.linalg.norm", (D([0.0, 0.0, 3.0, 4.0], [2, 2]),), axis=1, orders=(1,), **options)
        points("np.linalg.norm", (D([0.0, 0.0, 3.0, 4.0], [2, 2]),), axis=0, keepdims=True, orders=(1,), **options)
    matrices = {
        "zero": [0.0, 0.0, 0.0, 0.0], "singular": [1.0, 2.0, 2.0, 4.0], "identity": [1.0, 0.0, 0.0, 1.0], "diagonal": [2.0, 0.0, 0.0, 5.0],
        "plain": [1.0, 2.0, 3.0, 5.0],
    }  # fmt: skip
    for name, data in matrices.items():
        m = lambda: D(data, [2, 2])
        for order in ["fro", "nuc", 1, 2, INF, -1, -2, NINF]:
            # The singular values of a matrix of rank 0 have any singular vectors.
            if order == "fro" or name not in ("zero", "singular") or (name == "singular" and order not in ("nuc", -2)):
                points("np.linalg.norm", (m(),), ord=order, orders=(1,))
        points("np.linalg.det", (m(),))
        points("np.linalg.slogdet", (m(),), orders=(1,))
        if name in ("plain", "diagonal", "identity"):
            points("np.linalg.inv", (m(),))
            points("np.linalg.slogdet", (m(),))
        if name != "zero":
            points("np.linalg.pinv", (m(),), orders=(1,))
        if name not in ("zero", "singular"):
            points("np.linalg.svdvals", (m(),), orders=(1,))
        points("np.linalg.eigvalsh", (m(),), orders=(1,))
        for n in [0, 1, 2, 3]:
            points("np.linalg.matrixPower", (m(), n))
        points("np.trace", (m(),), orders=(1,))
    points("np.linalg.det", (D([1.0, 2, 3, 2, 4, 6, 3, 6, 9], [3, 3]),), (D([0.0] * 9, [3, 3]),))
    points("np.linalg.cholesky", (D([1.0, 0.0, 0.0, 1.0], [2, 2]),))
    points("np.linalg.pinv", (D([1.0, 2, 3, 4, 5, 6], [2, 3]),), (D([1.0, 2, 3, 4, 5, 6], [3, 2]),), orders=(1,))
    points("scipy.linalg.expm", (D([0.0, 0.0, 0.0, 0.0], [2, 2]),), (D([0.0, 1.0, 0.0, 0.0], [2, 2]),), orders=(1,))


def indexing():
    x = lambda: [1.0, 2.0, 3.0]
    outside = lambda: I(7, 1, -1, -9)
    for mode in [{}, *({"mode": m} for m in ["fill", "clip", "drop", "promiseInBounds"])]:
        for index in [[outside()], [I(7, shape=[])], [7], [-9], [1]]:
            points("at.get", (x(), *index), orders=(1,), **mode)
            # With other modes JAX gives updates that it drops a derivative, or those that it makes none.
            if mode in ({}, {"mode": "fill"}, {"mode": "drop"}):
                for method in "set add min max".split():
                    points(f"at.{method}", (x(), 5.0, *index), orders=(1,), **mode)
            elif mode == {"mode": "clip"}:
                for method in "set add".split():
                    points(f"at.{method}", (x(), 5.0, *index), orders=(1,), **mode)
        points("at.get", (D([1.0, 2, 3, 4, 5, 6], [2, 3]), outside(), 1), orders=(1,), **mode)
        points("at.get", (D([1.0, 2, 3, 4, 5, 6], [2, 3]), 5, "1:"), orders=(1,), **mode)
    points("get", (x(), outside()), (x(), 7), (x(), -9), (x(), I(7, shape=[])), orders=(1,))
    for mode in [{}, {"mode": "fill"}, {"mode": "clip"}, {"mode": "wrap"}]:
        points("np.take", (x(), outside()), orders=(1,), **mode)
        points("np.take", (x(), 7), (x(), -9), orders=(1,), **mode)
        points("np.take", (D([1.0, 2, 3, 4, 5, 6], [2, 3]), outside()), axis=1, **mode, orders=(1,))
    for mode in [{}, {"mode": "fill"}, {"mode": "clip"}, {"mode": "promiseInBounds"}]:
        points("np.takeAlongAxis", (x(), outside()), axis=0, **mode, orders=(1,))
    points("lax.dynamicSlice", (x(), [I(9, shape=[])], [2]), (x(), [I(-9, shape=[])], [2]), orders=(1,))
    points("lax.dynamicUpdateSlice", (x(), [5.0, 6.0], [I(9, shape=[])]), (x(), [5.0, 6.0], [I(-9, shape=[])]), orders=(1,))
    points("lax.dynamicIndexInDim", (x(), I(9, shape=[])), (x(), I(-9, shape=[])), orders=(1,))
    points("np.where", (B(1, 0), [0.0, 1.0], [NAN, 2.0]), orders=(1,))


def masked_programs():
    x = {"shape": [4], "dtype": "float64", "data": [1.0, NAN, 0.0, 3.0]}
    zero, one = {"lit": 0.0}, {"lit": 1.0}
    once, twice = [["grad", {"argnums": [0], "seed": 3}]], [["grad", {"argnums": [0], "seed": 3}], ["grad", {"argnums": [0], "seed": 4}]]
    safe = [["np.isnan", [0]], ["np.where", [1, one, 0]]]
    for name in "sqrt log reciprocal square sinc cbrt".split():
        ops = [*safe, [f"np.{name}", [2]], ["np.where", [1, zero, 3]], ["np.sum", [4]]]
        add(f"{name} under a mask of NaN", [x], ops, 5, once)
        add(f"{name} under a mask of NaN, twice", [x], ops, 5, twice)
    for name in "nanmean nanvar nanstd nanmax nanprod nansum".split():
        ops = [["np.greater", [0, zero]], ["np.where", [1, 0, {"lit": "NaN"}]], [f"np.{name}", [2]]]
        add(f"{name} of a masked vector", [x], ops, 3, once)
        add(f"{name} of a masked vector, twice", [x], ops, 3, twice)
        rows = {"shape": [3, 4], "dtype": "float64", "data": [1, NAN, 0, 3, NAN, NAN, 2, 2, 5, 1, 1, NAN]}
        add(f"{name} of rows", [rows], [[f"np.{name}", [0]]], 1, [*once, ["vmap", {"inAxes": [0]}], ["jit", {}]])


if __name__ == "__main__":
    unary()
    activations()
    binary()
    reductions()
    linear_algebra()
    indexing()
    masked_programs()
    save("point-gradients")
