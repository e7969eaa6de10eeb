"""Calls on uint8 and int8, whose arithmetic wraps: every operation at the edges of their ranges; and quotients of words."""

from math import prod

from calls import B, D, I, Table

bytes_ = Table()

EDGES = {"uint8": [0, 1, 2, 7, 127, 128, 200, 255], "int8": [0, 1, -1, 2, 7, 127, -128, -100]}
# JAX computes these of bytes as of other integers, in float32.
INEXACT = "sin exp log sqrt tanh reciprocal cbrt log1p arctan degrees".split()
UNARY = """abs sign square negative invert floor ceil trunc round rint positive isnan isfinite isinf signbit logicalNot""".split()
BINARY = """add subtract multiply divide maximum minimum equal notEqual less lessEqual
            greater greaterEqual bitwiseAnd bitwiseOr bitwiseXor leftShift rightShift logicalAnd logicalOr logicalXor
            arctan2 hypot trueDivide heaviside""".split()
DIVISIONS = "floorDivide remainder fmod divmod".split()
LAX_BINARY = """add sub mul div rem max min eq lt ge shiftLeft shiftRightLogical shiftRightArithmetic
                bitwiseAnd bitwiseXor""".split()
REDUCTIONS = """sum prod mean max min any all argmax argmin ptp median std var countNonzero nansum nanmax average
                cumsum cumprod sort argsort diff unique flip""".split()
TYPES = "bool uint8 int8 uint32 int32 float32".split()
WORDS = [0, 1, 127, 128, 255, 256, 300, 2147483647, -1, -128, -129, -2147483648]
FLOATS = [0.0, -0.0, 0.9, -0.9, 127.5, 128.0, 255.0, 255.9, 256.0, -128.5, -129.0, 1e30, "Infinity", "-Infinity", "NaN"]


def edges(dtype):
    return D(EDGES[dtype], dtype=dtype)


def column(dtype):
    return D(EDGES[dtype], [8, 1], dtype=dtype)


def grid(dtype):
    """Every pair of edges."""
    every = EDGES[dtype]
    return D([x for x in every for _ in every], dtype=dtype), D([y for _ in every for y in every], dtype=dtype)


for kind in EDGES:
    for name in UNARY + INEXACT:
        bytes_(f"np.{name}", edges(kind))
    for name in "populationCount clz neg bitwiseNot sign".split() + (["abs"] if kind == "int8" else []):
        bytes_(f"lax.{name}", edges(kind))
    for name in BINARY:
        bytes_(f"np.{name}", column(kind), edges(kind))
    for name in DIVISIONS:
        bytes_(f"np.{name}", column(kind), edges(kind))
        for other in TYPES:
            # Booleans JAX divides by false before they become numbers.
            bytes_(f"np.{name}", edges(kind), D([1, 0, 2, 1, 3, 5, 1, 4] if other != "bool" else [1] * 8, dtype=other))
        for divisor in (0, 3):
            bytes_(f"np.{name}", edges(kind), divisor)
            bytes_(f"np.{name}", divisor, edges(kind))
    for name in LAX_BINARY:
        bytes_(f"lax.{name}", *grid(kind))
    for name in "add multiply maximum less".split():
        for other in TYPES:
            bytes_(f"np.{name}", edges(kind), D([0, 1, 1, 0, 1, 0, 1, 1], dtype=other))
            bytes_(f"np.{name}", edges(kind), D([0, 1, 2, 0, 3, 5, 1, 4], dtype=other))
        bytes_(f"np.{name}", edges(kind), 3)
        bytes_(f"np.{name}", edges(kind), 2.5)
    bytes_("np.add", edges(kind), 300)
    bytes_("np.subtract", edges(kind), -1)
    bytes_("np.power", column(kind), D([0, 1, 2, 3, 6, 7, 8, 127], dtype=kind))
    # A negative number has no place among bytes without a sign, but beside floats made of them.
    for name in "divide arctan2 hypot copysign heaviside logaddexp logaddexp2 nextafter floatPower".split():
        for number in (-1, 3):
            bytes_(f"np.{name}", edges(kind), number)
            bytes_(f"np.{name}", number, edges(kind))
    for exponent in [0, 1, 2, 3, 7]:
        bytes_("np.power", edges(kind), exponent)
    for name in REDUCTIONS:
        bytes_(f"np.{name}", edges(kind))
    for name in "sum prod max min mean argmax cumsum cumprod any sort argsort".split():
        bytes_(f"np.{name}", D(EDGES[kind] * 3, [4, 6], dtype=kind), axis=0)
        bytes_(f"np.{name}", D(EDGES[kind] * 3, [4, 6], dtype=kind), axis=1)
    bytes_("np.cumulativeSum", edges(kind))
    bytes_("np.trace", D(EDGES[kind] * 2, [4, 4], dtype=kind))
    for name in "cumsum cumprod cummax cummin".split():
        bytes_(f"lax.{name}", edges(kind))
        bytes_(f"lax.{name}", edges(kind), reverse=True)
    for target in TYPES:
        bytes_(".astype", edges(kind), target)
        bytes_(".astype", D(WORDS, dtype="int32"), target)
    bytes_(".astype", D([0, 1, 128, 255, 256, 4294967295], dtype="uint32"), kind)
    bytes_(".astype", D([0, 1], dtype="bool"), kind)
    bytes_(".astype", D(FLOATS, dtype="float32"), kind)
    bytes_(".astype", D(FLOATS), kind)
    bytes_("lax.bitcastConvertType", edges(kind), "int8" if kind == "uint8" else "uint8")
    bytes_("np.clip", edges(kind), 5, 100)
    bytes_("np.where", B(8), edges(kind), 300)
    bytes_("np.where", edges(kind), edges(kind), 1)
    for a, b in [([3, 4], [4, 5]), ([4], [4, 2]), ([2, 4], [4]), ([6], [6]), ([9, 17], [17, 5]), ([2, 3, 4], [4, 3])]:
        x = D([EDGES[kind][i % 8] for i in range(prod(a))], a, dtype=kind)
        y = D([EDGES[kind][(3 * i + 1) % 8] for i in range(prod(b))], b, dtype=kind)
        bytes_("np.matmul", x, y)
    bytes_("np.outer", edges(kind), edges(kind))
    bytes_("np.vdot", edges(kind), edges(kind))
    bytes_("np.inner", edges(kind), edges(kind))
    bytes_("np.concatenate", [edges(kind), I(2)])
    bytes_("np.stack", [edges(kind), edges(kind)])
    bytes_("np.pad", edges(kind), 2)
    bytes_("np.take", edges(kind), D([0, 3, -1, 7], dtype="int32"))
    bytes_("np.take", D([10, 20, 30], dtype="float32"), D([2, 0], dtype=kind))
    bytes_("np.searchsorted", D(sorted(EDGES[kind]), dtype=kind), edges(kind))
    bytes_("np.polyval", D([3, 2], dtype=kind), edges(kind))
    bytes_("np.tile", edges(kind), 2)
    bytes_("np.roll", edges(kind), 3)
    bytes_("np.zerosLike", edges(kind))
    bytes_("np.fullLike", edges(kind), 300)
    bytes_("np.full", [2], 300, dtype=kind)
    bytes_("np.arange", 5, dtype=kind)
    bytes_("np.arange", 120, 140, dtype="uint8")
    bytes_("np.eye", 2, dtype=kind)
    bytes_("np.isclose", edges(kind), edges(kind))
    bytes_("nn.oneHot", D([0, 1, 2], dtype=kind), 3)
    bytes_("nn.relu", edges(kind))
    for method in "set add mul min max".split():
        updates = D([200, 3, 100] if kind == "uint8" else [100, -3, -128], dtype=kind)
        bytes_(f"at.{method}", edges(kind), updates, D([1, 1, 5], dtype="int32"))
        rows, row = D([i * 11 % 100 for i in range(60)], [3, 20], dtype=kind), D([i * 7 % 120 for i in range(20)], dtype=kind)
        bytes_(f"at.{method}", rows, row, 1)
for kind, words in {"int32": WORDS, "uint32": [0, 1, 2, 7, 2147483647, 2147483648, 4294967295]}.items():
    rows, columns = D(words, [len(words), 1], dtype=kind), D(words, dtype=kind)
    for name in DIVISIONS:
        bytes_(f"np.{name}", rows, columns)
    bytes_("np.rint", columns)
bytes_("np.add", edges("uint8"), edges("int8"))
bytes_("np.multiply", edges("uint8"), edges("int8"))
bytes_("np.full", [2], 7, dtype="bool")
bytes_("np.fullLike", D([1, 0], dtype="bool"), 7)
bytes_("np.bincount", D([1, 1, 3], dtype="uint8"))
