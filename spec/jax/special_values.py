"""Values at special points: how they are written down, and which of JAX's modes decides them."""

import jax
import jax.numpy as jnp
import numpy as np

from arrays import NARROW

TINY = {"float32": np.finfo(np.float32).tiny, "float64": np.finfo(np.float64).tiny}


def token(v):
    """One value as text that JavaScript's `Number` reads back exactly; `inf` and `nan` aside."""
    if isinstance(v, (bool, np.bool_)):
        return str(int(v))
    if isinstance(v, np.integer):
        return str(int(v))
    text = str(v)
    return text[:-2] if text.endswith(".0") else text


def pack(tokens):
    """Tokens in one line, runs of equal ones as `token*count`."""
    runs = []
    for t in tokens:
        if runs and runs[-1][0] == t:
            runs[-1][1] += 1
        else:
            runs.append([t, 1])
    return " ".join(t if n == 1 else f"{t}*{n}" for t, n in runs)


def write(values):
    return pack([token(v) for v in np.asarray(values).ravel()])


def arrays(values, dtype):
    with np.errstate(all="ignore"):
        return np.array(values, dtype=np.float64).astype(dtype)


def evaluate(f, operands, x64):
    """The leaves of `f` of some NumPy arrays, in one of JAX's modes."""
    jax.config.update("jax_enable_x64", x64)
    out = f(*[jnp.asarray(x) for x in operands])
    return [np.asarray(leaf) for leaf in jax.tree.leaves(out)]


def is_subnormal(x):
    tiny = TINY.get(str(x.dtype))
    return np.zeros(x.shape, bool) if tiny is None else (x != 0) & (np.abs(x) < tiny)


def widened(x):
    return x.astype(np.float64) if x.dtype == np.float32 else x


def same_kind(a, b):
    """Whether both are finite and of the same sign."""
    return np.isfinite(a) & np.isfinite(b) & (np.signbit(a) == np.signbit(b)) & ((a == 0) == (b == 0))


def entries32(f, operands):
    """
    Tokens of a float32 grid. XLA flushes subnormals on a CPU, so where one meets the function the value is
    that of 64 bits. Elsewhere `a|b` says that 64 bits give another value of the same kind, or a subnormal: either
    is right.
    """
    single = evaluate(f, operands, False)
    double = evaluate(f, [widened(x) for x in operands], True)
    touched = np.zeros(np.broadcast_shapes(*[x.shape for x in operands]), bool)
    for x in operands:
        touched = touched | is_subnormal(x)
    outputs = []
    for a, b in zip(single, double):
        with np.errstate(all="ignore"):
            b = b.astype(a.dtype)
        tokens = [token(v) for v in np.where(touched, b, a).ravel()]
        if a.dtype == np.float32:
            with np.errstate(all="ignore"):
                flushed = is_subnormal(b) & (a == 0)
                other = ~touched & (flushed | same_kind(a, b) & (np.abs(a - b) > 1e-6 * np.abs(b)))
            tokens = [f"{t}|{token(w)}" if o else t for t, w, o in zip(tokens, b.ravel(), other.ravel())]
        outputs.append({"dtype": str(a.dtype), "values": pack(tokens)})
    return outputs


def entries_beside_numpy(f, operands, reference):
    """
    Tokens of a float64 grid, or of one whose values would change in 64 bits. Where a subnormal meets the function the value is NumPy's, or `?` where NumPy has no
    such function.
    """
    outputs = []
    touched = np.zeros(operands[0].shape, bool)
    for x in operands:
        touched = touched | is_subnormal(x)
    with np.errstate(all="ignore"):
        numpy = None if reference is None else reference(*operands)
    numpy = numpy if isinstance(numpy, tuple) else (numpy,)
    for i, a in enumerate(evaluate(f, operands, True)):
        tokens = [token(v) for v in a.ravel()]
        if touched.shape == a.shape:
            exact = None if numpy[0] is None else np.asarray(numpy[i]).astype(a.dtype)
            flushed = touched if exact is None else touched | is_subnormal(exact)
            by = ["?"] * a.size if exact is None else [token(v) for v in exact.ravel()]
            tokens = [w if o else t for t, w, o in zip(tokens, by, flushed.ravel())]
        outputs.append({"dtype": NARROW.get(str(a.dtype), str(a.dtype)), "values": pack(tokens)})
    return outputs


def entries_exact(f, operands):
    """Tokens of a grid of integers and booleans."""
    return [
        {"dtype": NARROW.get(str(a.dtype), str(a.dtype)), "values": write(a)} for a in evaluate(f, operands, False)
    ]
