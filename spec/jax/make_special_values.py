"""Writes fixtures/special-values.json: every elementwise and reducing function at special points."""

import itertools
import json
import sys

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from calls import FIXTURES
from interpret import resolve_path, snake
from special_values import arrays, entries32, entries_beside_numpy, entries_exact, evaluate, write

INF, NAN = float("inf"), float("nan")
REFUSALS = (TypeError, ValueError, OverflowError)
MAX32, MIN32, SUB32 = 3.4028234663852886e38, 1.1754943508222875e-38, 1e-45
MAX64, MIN64, SUB64 = 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324


def signed(values):
    return [s * v for v in values for s in (1.0, -1.0)]


ORDINARY = signed([0.0, INF, 1.0, 0.5, 1.5, 2.0, 2.5, 3.0, 10.0, 100.0, 1000.0, 1e-6, 1e-10, 0.75, 20.0, 0.25]) + [NAN]
UNARY = {
    "float32": ORDINARY
    + signed([SUB32, 1e-40, MIN32, 1e-20, 1e10, 1e20, MAX32, 2.0**24, 2.0**31, 0.99999994, 1.0000001, 88.8, 104.0]),
    "float64": ORDINARY
    + signed([SUB64, 1e-310, MIN64, 1e-20, 1e20, 1e200, MAX64, 2.0**53, 2.0**31, 1 - 2.0**-53, 1 + 2.0**-52, 709.9, 746.0]),
    "int32": [0, 1, -1, 2, 3, -3, 7, 31, 100, 2**31 - 1, -(2**31)],
    "uint32": [0, 1, 2, 3, 7, 31, 100, 2**31, 2**32 - 1],
    "uint8": [0, 1, 2, 3, 7, 8, 15, 16, 100, 127, 128, 200, 254, 255],
    "int8": [0, 1, -1, 2, -2, 3, -3, 7, 8, -12, 100, 127, -127, -128],
    "bool": [0, 1],
}
PAIRS = signed([0.0, INF, 1.0, 0.5, 2.0, 2.5, 3.0]) + [NAN]
BINARY = {
    "float32": PAIRS + signed([SUB32, 1e-40, MIN32, MAX32]) + [1e-10, 1e10],
    "float64": PAIRS + signed([SUB64, 1e-310, MIN64, MAX64]) + [1e-10, 1e10],
    "int32": [0, 1, -1, 2, -2, 3, 7, -7, 31, 32, 33, 2**31 - 1, -(2**31)],
    "uint32": [0, 1, 2, 3, 7, 31, 32, 33, 2**31, 2**32 - 1],
    "uint8": [0, 1, 2, 3, 7, 8, 9, 127, 128, 255],
    "int8": [0, 1, -1, 2, -3, 7, 8, 9, 127, -128],
    "bool": [0, 1],
}
MIXED = {
    "float32": signed([0.0, INF, 1.0, 2.5]) + [NAN],
    "int32": [0, 1, -1, 2, -3, 2**31 - 1],
    "uint32": [0, 1, 2, 3, 2**32 - 1],
    "uint8": [0, 1, 128, 255],
    "int8": [0, 1, -1, -128],
    "bool": [0, 1],
}
SMOOTH = signed([0.0, INF, 1.0, 0.5, 1.5, 2.0, 2.5, 3.0, 6.0, 10.0, 1000.0, 1e-10, 1e200, 1e-200]) + [NAN]
SMOOTH_PAIRS = signed([0.0, INF, 1.0, 0.5, 2.0, 3.0]) + [NAN]
BOUNDS = {d: signed([0.0, 1.0, INF]) + [2.0, 3.0, NAN] for d in ("float32", "float64")} | {
    "int32": [-1, 0, 1, 2, 3],
    "uint8": [0, 1, 128, 255],
    "int8": [-128, -1, 0, 127],
}
SCALING = {
    "float32": BINARY["float32"],
    "float64": BINARY["float64"],
    "int32": [0, 1, -1, 3, 127, 128, -126, -149, -150, 1000, -1000, 1023, 1024, -1074, -1075, 2100, -2200],
}
EXPONENTS = [0, 1, -1, 2, 3]

NP_UNARY = """abs absolute arccos arccosh arcsin arcsinh arctan arctanh bitwiseNot cbrt ceil cos cosh deg2rad degrees exp exp2
  expm1 fabs floor frexp i0 invert isfinite isinf isnan isneginf isposinf log log10 log1p log2 logicalNot modf
  nanToNum negative positive rad2deg radians reciprocal rint round sign signbit sin sinc sinh sqrt square tan tanh trunc""".split()
NP_BINARY = """add arctan2 bitwiseAnd bitwiseOr bitwiseXor copysign divide divmod equal floatPower floorDivide fmax fmin fmod
  greater greaterEqual heaviside hypot isclose ldexp leftShift less lessEqual logaddexp logaddexp2 logicalAnd logicalOr logicalXor
  maximum minimum mod multiply nextafter notEqual power remainder rightShift subtract trueDivide""".split()
LAX_UNARY = """abs acos acosh asin asinh atan atanh bitwiseNot cbrt ceil clz cos cosh digamma erf erfInv erfc exp exp2 expm1
  floor isFinite lgamma log log1p logistic neg populationCount round rsqrt sign sin sinh sqrt square tan tanh""".split()
LAX_BINARY = """add atan2 bitwiseAnd bitwiseOr bitwiseXor div eq ge gt le lt max min mul ne nextafter pow rem shiftLeft
  shiftRightArithmetic shiftRightLogical sub""".split()
NN_UNARY = """celu elu gelu hardSigmoid hardSilu hardSwish hardTanh leakyRelu log1mexp logSigmoid mish relu relu6 selu sigmoid silu
  softSign softplus sparsePlus sparseSigmoid squareplus swish""".split()
SCIPY_UNARY = "digamma entr erf erfc erfinv expit gammaln i0 i0e i1 i1e logNdtr logit ndtr ndtri".split()
SCIPY_BINARY = "betaln xlog1py xlogy".split()

UNARY_OPS = (
    [f"np.{n}" for n in NP_UNARY]
    + [f"lax.{n}" for n in LAX_UNARY]
    + [f"nn.{n}" for n in NN_UNARY]
    + [f"scipy.special.{n}" for n in SCIPY_UNARY]
)
BINARY_OPS = (
    [f"np.{n}" for n in NP_BINARY] + [f"lax.{n}" for n in LAX_BINARY] + [f"scipy.special.{n}" for n in SCIPY_BINARY]
)
RENAMED = {"nn.softSign": "nn.soft_sign", "nn.sparsePlus": "nn.sparse_plus"}

# Calls with fixed literals: a variable takes the place of `x`.
WITH_LITERALS = [
    ("np.power", ["x", n], {}) for n in (0, 1, 2, 3, -1, -2, 0.5, -0.5)
] + [
    ("lax.integerPow", ["x", n], {}) for n in (0, 1, 2, 3, -1, -2)
] + [
    ("np.clip", ["x", -1, 1], {}),
    ("np.clip", ["x", 1, -1], {}),
    ("np.clip", ["x", 0, None], {}),
    ("np.round", ["x"], {"decimals": 1}),
    ("np.round", ["x"], {"decimals": -1}),
    ("lax.round", ["x"], {"roundingMethod": 1}),
    ("nn.gelu", ["x"], {"approximate": False}),
    ("nn.elu", ["x"], {"alpha": 2}),
    ("nn.celu", ["x"], {"alpha": 2}),
    ("nn.leakyRelu", ["x"], {"negativeSlope": 0.2}),
    ("np.nanToNum", ["x"], {"nan": 1, "posinf": 2, "neginf": 3}),
    ("scipy.special.polygamma", [1, "x"], {}),
    ("scipy.special.polygamma", [2, "x"], {}),
    ("np.add", ["x", 0], {}),
    ("np.subtract", [0, "x"], {}),
    ("np.multiply", ["x", 0], {}),
    ("np.multiply", ["x", -1], {}),
    ("np.maximum", ["x", 0], {}),
    ("np.minimum", [0, "x"], {}),
    ("np.remainder", ["x", 1], {}),
    ("np.floorDivide", ["x", 1], {}),
    ("np.floorDivide", [1, "x"], {}),
]

# NumPy's meaning for a dtype of its own, where widening to 64 bits changes what is asked.
OF_THE_DTYPE = {"np.nextafter": np.nextafter, "lax.nextafter": np.nextafter, "np.frexp": np.frexp}
# NumPy's signs of a zero remainder are others.
NO_NUMPY = {"np.floorDivide", "np.divmod", "np.remainder", "np.mod"}


def function(op):
    if op == "lax.round":
        return lambda x, rounding_method=0: lax.round(x, lax.RoundingMethod(rounding_method))
    return resolve_path(RENAMED.get(op, op))


def with_literals(op, args, options):
    f = function(op)
    named = {snake(k): v for k, v in options.items()}
    return lambda x: f(*[x if a == "x" else a for a in args], **named)


def numpy_reference(op):
    library, name = op.split(".")[0], snake(op.split(".")[-1])
    if library == "np" and op not in NO_NUMPY and isinstance(getattr(np, name, None), np.ufunc):
        return getattr(np, name)
    names = {"sub": "subtract", "mul": "multiply", "div": "divide", "rem": "fmod", "max": "maximum", "min": "minimum",
             "pow": "power", "atan2": "arctan2", "neg": "negative", "abs": "abs", "sign": "sign", "eq": "equal",
             "ne": "not_equal", "lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal",
             "is_finite": "isfinite"}
    found = getattr(np, names.get(name, name), None)
    return found if library == "lax" and isinstance(found, np.ufunc) and name != "round" else None


def entries(op, f, operands, grid, extra):
    dtypes = {str(x.dtype) for x in operands}
    if op == "np.ldexp" and grid == "scaling":
        return entries_beside_numpy(f, operands, np.ldexp)
    if op in OF_THE_DTYPE and dtypes == {"float32"}:
        with np.errstate(all="ignore"):
            out = OF_THE_DTYPE[op](*operands)
        return [{"dtype": str(a.dtype), "values": write(a)} for a in (out if isinstance(out, tuple) else (out,))]
    if "float64" in dtypes:
        reference = numpy_reference(op)
        return entries_beside_numpy(f, operands, given(reference, **extra) if extra else reference)
    return entries32(f, operands) if "float32" in dtypes else entries_exact(f, operands)


def given(reference, args, options):
    """NumPy's function of the variable alone."""
    if reference is None or options:
        return None
    return lambda x: reference(*[x if a == "x" else a for a in args])


def case(op, f, operands, grid, extra=None):
    record = {"op": op, "grid": grid, "in": [str(x.dtype) for x in operands], **(extra or {})}
    try:
        return {**record, "out": entries(op, f, operands, grid, extra)}
    except NotImplementedError:
        return None
    except REFUSALS:
        return record


def pairs(table, a, b):
    x, y = np.meshgrid(arrays(table[a], a), arrays(table[b], b), indexing="ij")
    return [x.ravel(), y.ravel()]


def triples(dtype):
    grid = np.array(list(itertools.product(BOUNDS[dtype], repeat=3)))
    return [arrays(grid[:, i], dtype) for i in range(3)]


def elementwise():
    for op in UNARY_OPS:
        for dtype, points in UNARY.items():
            yield case(op, function(op), [arrays(points, dtype)], "unary")
    for op, args, options in WITH_LITERALS:
        for dtype in ("float32", "float64", "int32", "uint32", "uint8", "int8"):
            f = with_literals(op, args, options)
            yield case(op, f, [arrays(UNARY[dtype], dtype)], "unary", {"args": args, "options": options})
    for op in BINARY_OPS:
        for dtype in BINARY:
            yield case(op, function(op), pairs(BINARY, dtype, dtype), "binary")
        for a, b in itertools.permutations(MIXED, 2):
            yield case(op, function(op), pairs(MIXED, a, b), "mixed")
    for dtype in ("float32", "float64"):
        yield case("np.ldexp", jnp.ldexp, pairs(SCALING, dtype, "int32"), "scaling")
    for dtype in BOUNDS:
        yield case("lax.clamp", lax.clamp, triples(dtype), "clamp")


def reverse(f, operands):
    """Derivatives of `f`'s first output summed, in each operand."""
    first = lambda *xs: jax.tree.leaves(f(*xs))[0].sum()
    return jax.grad(first, argnums=tuple(range(len(operands))))(*operands)


def gradient(op, f, operands, grid, extra=None):
    record = {"op": op, "grid": grid, "in": [str(x.dtype) for x in operands], **(extra or {})}
    try:
        record["out"] = [
            {"dtype": str(a.dtype), "values": write(a)} for a in evaluate(lambda *xs: reverse(f, xs), operands, True)
        ]
    except (NotImplementedError, *REFUSALS):
        return None
    return record


def gradients():
    for op in UNARY_OPS:
        yield gradient(op, function(op), [arrays(SMOOTH, "float64")], "smooth")
    for op, args, options in WITH_LITERALS:
        f = with_literals(op, args, options)
        yield gradient(op, f, [arrays(SMOOTH, "float64")], "smooth", {"args": args, "options": options})
    for op in BINARY_OPS:
        x, y = np.meshgrid(arrays(SMOOTH_PAIRS, "float64"), arrays(SMOOTH_PAIRS, "float64"), indexing="ij")
        yield gradient(op, function(op), [x.ravel(), y.ravel()], "smoothPairs")
    yield gradient("lax.clamp", lax.clamp, triples("float64"), "clamp")
    x, n = np.meshgrid(arrays(SMOOTH_PAIRS, "float64"), np.array(EXPONENTS, np.int32), indexing="ij")
    for op in ("np.power", "lax.pow"):
        f = function(op)
        record = {"op": op, "grid": "integerExponent", "in": ["float64", "int32"]}
        power = lambda x, n: jax.grad(lambda y: f(y, n).sum())(x)
        (a,) = evaluate(power, [x.ravel(), n.ravel()], True)
        yield {**record, "out": [{"dtype": "float64", "values": write(a)}]}


ROWS = {
    "pairs": np.array(list(itertools.product(signed([0.0, 1.0, INF]) + [NAN, 2.5], repeat=2))),
    "triples": np.array(list(itertools.product([0.0, -0.0, 1.0, INF, -INF, NAN], repeat=3))),
    "singles": np.array([[v] for v in signed([0.0, 1.0, INF]) + [NAN]]),
    "long": np.array([
        [0.0, -0.0] * 9, [-0.0, 0.0] * 9, [-0.0] * 18, [-0.0] * 17 + [0.0], [0.0] * 17 + [-0.0],
        [-1.0] * 9 + [-0.0] * 8 + [0.0], [1.0] * 9 + [0.0] * 8 + [-0.0], [NAN] * 18, [NAN] + [1.0] * 17, [1.0] * 17 + [NAN],
        [INF] * 18, [-INF] * 18, [INF] * 17 + [-INF], [INF] + [1.0] * 17, [-INF] * 17 + [NAN], [2.0] * 18,
        [1e30, -1e30] * 9, [3.0, 1.0, 3.0, NAN, -0.0, 0.0, INF, -INF, 1.0] * 2,
    ]),
}
EXACT_ROWS = {
    "int32": np.array(list(itertools.product([0, 1, -1, 2**31 - 1, -(2**31)], repeat=2))),
    "uint32": np.array(list(itertools.product([0, 1, 2, 2**31, 2**32 - 1], repeat=2))),
    "uint8": np.array(list(itertools.product([0, 1, 127, 128, 255], repeat=2))),
    "int8": np.array(list(itertools.product([0, 1, -1, 127, -128], repeat=2))),
    "bool": np.array(list(itertools.product([0, 1], repeat=3))),
}
REDUCTIONS = [
    *[(f"np.{n}", {"axis": -1}) for n in """sum prod max min amax amin mean var std all any argmax argmin ptp median nansum nanprod nanmax
      nanmin nanmean nanvar nanstd nanargmax nanargmin countNonzero cumsum cumprod sort argsort average diff""".split()],
    ("np.var", {"axis": -1, "ddof": 1}),
    ("np.sum", {"axis": -1, "initial": 1}),
    ("np.max", {"axis": -1, "initial": 0}),
    ("np.min", {"axis": -1, "initial": 0}),
    *[(f"np.linalg.norm", {"axis": -1, **o}) for o in ({}, {"ord": 1}, {"ord": 0}, {"ord": "inf"}, {"ord": "-inf"}, {"ord": 3})],
    *[(f"nn.{n}", {"axis": -1}) for n in "logsumexp logmeanexp softmax logSoftmax standardize".split()],
    ("scipy.special.logsumexp", {"axis": -1}),
    *[(f"lax.{n}", {"axis": 1}) for n in "cumsum cumprod cummax cummin cumlogsumexp".split()],
    *[(f"lax.{n}", {"axis": 1, "reverse": True}) for n in "cumsum cummax cummin cumlogsumexp".split()],
    *[(f"lax.{n}", {"axes": [1]}) for n in "reduceSum reduceMax reduceMin reduceProd reduceAnd reduceOr".split()],
    ("lax.sort", {"dimension": 1}),
]
JAX_LITERALS = {"inf": INF, "-inf": -INF}


def reducer(op, options):
    named = {snake(k): JAX_LITERALS.get(v, v) if isinstance(v, str) else v for k, v in options.items()}
    if op.startswith("lax.reduce"):
        name = {"lax.reduceAnd": "reduce_and", "lax.reduceOr": "reduce_or"}.get(op, snake(op.split(".")[1]))
        return lambda x: getattr(lax, name)(x, axes=(1,))
    f = function(op)
    return lambda x: f(x, **named)


def reductions():
    for op, options in REDUCTIONS:
        f = reducer(op, options)
        for rows, values in ROWS.items():
            for dtype in ("float32", "float64"):
                yield reduction(op, f, options, rows, values.astype(dtype))
        for dtype, values in EXACT_ROWS.items():
            yield reduction(op, f, options, dtype, values.astype(dtype))


def reduction(op, f, options, rows, x):
    record = {"op": op, "rows": rows, "in": str(x.dtype), "options": options}
    try:
        out = evaluate(f, [x], x.dtype == np.float64)
    except REFUSALS:
        return record
    narrow = {"int64": "int32", "uint64": "uint32"}
    return {**record, "out": [{"dtype": narrow.get(str(a.dtype), str(a.dtype)), "values": write(a)} for a in out]}


OPERANDS = {
    "float32": lambda: jnp.asarray([3, 0, -2], jnp.float32),
    "int32": lambda: jnp.asarray([3, 0, -2], jnp.int32),
    "uint32": lambda: jnp.asarray([3, 0, 2], jnp.uint32),
    "bool": lambda: jnp.asarray([True, False, True]),
    "2": None, "2.5": None, "-1": None, "true": None, "nan": None,
}


def literal(name, beside):
    """JavaScript's numbers have no dtype of their own: a whole one stands for one of the dtype beside it that has it."""
    if name == "true":
        return True
    value = float(name)
    if "int" not in beside or not value.is_integer():
        return value
    return np.uint32(value) if beside == "uint32" and value >= 0 else int(value)


def meetings():
    """Which dtypes and literals may meet in one function of `lax`, and what comes out."""
    ops = [f"lax.{n}" for n in LAX_BINARY]
    tensors = [n for n in OPERANDS if OPERANDS[n]]
    for op in ops:
        for a, b in itertools.product(OPERANDS, OPERANDS):
            if a not in tensors and b not in tensors:
                continue
            yield meeting(op, function(op), [a, b])
    for kinds in itertools.product(["float32", "int32", "2", "2.5"], repeat=3):
        if any(k in tensors for k in kinds[:2]):
            yield meeting("lax.clamp", lax.clamp, list(kinds))
            chosen = lambda a, b: lax.select(jnp.asarray([True, False, True]), a, b)
            yield meeting("lax.select", chosen, list(kinds)[:2])
    for op in LAX_UNARY + ["integerPow"]:
        for a in tensors:
            f = function(f"lax.{op}") if op != "integerPow" else (lambda x: lax.integer_pow(x, 3))
            yield meeting(f"lax.{op}", f, [a])


def meeting(op, f, kinds):
    jax.config.update("jax_enable_x64", False)
    beside = next((k for k in kinds if OPERANDS[k] and k != "bool"), "bool")
    # The base of a power is a float, whatever the exponent.
    kinds_beside = ["float32" if op == "lax.pow" and i == 0 else beside for i in range(len(kinds))]
    operands = [OPERANDS[k]() if OPERANDS[k] else literal(k, b) for k, b in zip(kinds, kinds_beside)]
    try:
        out = f(*operands)
    except REFUSALS:
        return {"op": op, "kinds": kinds}
    return {"op": op, "kinds": kinds, "dtype": str(out.dtype), "values": write(out)}


def unique(records):
    seen, kept = set(), []
    for r in records:
        text = None if r is None else json.dumps(r, separators=(",", ":"))
        if text is not None and text not in seen:
            seen.add(text)
            kept.append(text)
    return "[\n" + ",\n".join(kept) + "]"


GRIDS = {
    "unary": {d: write(arrays(v, d)) for d, v in UNARY.items()},
    "binary": {d: write(arrays(v, d)) for d, v in BINARY.items()},
    "mixed": {d: write(arrays(v, d)) for d, v in MIXED.items()},
    "smooth": {"float64": write(arrays(SMOOTH, "float64"))},
    "smoothPairs": {"float64": write(arrays(SMOOTH_PAIRS, "float64"))},
    "integerExponent": {"float64": write(arrays(SMOOTH_PAIRS, "float64")), "int32": write(np.array(EXPONENTS))},
    "scaling": {d: write(arrays(v, d)) for d, v in SCALING.items()},
    "clamp": {d: write(arrays(v, d)) for d, v in BOUNDS.items()},
}
ROW_TEXT = {k: [write(r) for r in v] for k, v in {**ROWS, **EXACT_ROWS}.items()}
PARTS = {
    "elementwise": (elementwise, {"grids": GRIDS}),
    "gradients": (gradients, {"grids": GRIDS}),
    "reductions": (reductions, {"rows": ROW_TEXT}),
    "meetings": (meetings, {}),
}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        make, points = PARTS[part]
        head = json.dumps({"jax": jax.__version__, **points}, separators=(",", ":"))
        (FIXTURES / f"special-{part}.json").write_text(f'{head[:-1]},"cases":{unique(make())}}}\n')
