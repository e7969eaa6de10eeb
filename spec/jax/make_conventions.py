"""Derivatives at ties, kinks, bounds and poles, where a convention decides.

    pip install jax==0.10.2 scipy
    python spec/jax/make_conventions.py

writes fixtures/conventions.json: programs (see README.md) with explicit data, some of whose results are not finite.
"""

import jax

jax.config.update("jax_enable_x64", True)

from calls import D
from derivatives import add, at, gradient, save, scalar

INF, NAN = "Infinity", "NaN"
KINKED = [
    "nn.relu", "nn.relu6", "nn.leakyRelu", "nn.elu", "nn.celu", "nn.selu", "nn.silu", "nn.gelu", "nn.softplus",
    "nn.hardTanh", "nn.hardSigmoid", "nn.softSign", "nn.logSigmoid", "nn.squareplus",
]  # fmt: skip


def call_rows():
    tie = D([1.0, 3.0, 3.0, 2.0])
    for name in ["np.maximum", "np.minimum", "lax.max", "lax.min", "np.fmax", "np.fmin"]:
        at(name, scalar(1.0), scalar(1.0), name=f"{name} at a tie")
    for name in ["np.max", "np.min", "np.sort", "np.median", "np.ptp", "lax.cummax", "lax.cummin"]:
        at(name, tie, name=f"{name} with ties")
        at(name, D([2.0, 2.0, 2.0, 2.0]), name=f"{name} of equal entries")
    at("np.max", D([1.0, 4.0, 4.0, 0.0, 4.0, 1.0], [2, 3]), axis=1, name="np.max along an axis with ties")
    at("np.max", D([0.5, 1.5]), initial=1.5, name="np.max with initial at a tie")
    for name in KINKED:
        at(name, D([0.0, -0.0, 6.0, 1.0, -1.0, 3.0, -3.0]), name=f"{name} at its kinks")
        at(name, D([0.0, 6.0, 1.0, -1.0]), order=2, name=f"{name} at its kinks, twice")
    for name in ["nn.sigmoid", "nn.softplus", "nn.logSigmoid", "np.tanh", "nn.silu", "nn.gelu"]:
        at(name, D([800.0, -800.0]), name=f"{name} far out")
        at(name, D([800.0, -800.0]), order=2, name=f"{name} far out, twice")
    for name in ["np.abs", "np.sign", "np.floor", "np.ceil", "np.round", "np.trunc"]:
        at(name, D([0.0, -0.0, 1.0, -1.5]))
    for name in ["np.sqrt", "np.cbrt", "np.log", "np.log1p", "np.reciprocal", "np.square", "np.sinc"]:
        at(name, D([0.0]), name=f"{name} at 0")
        at(name, D([0.0]), order=2, name=f"{name} at 0, twice")
    at("np.i0", D([0.0]), name="np.i0 at 0")
    at("np.sinc", D([0.0]), order=3, name="np.sinc at 0, thrice")
    at("np.arcsin", D([1.0, -1.0]))
    at("np.arccosh", D([1.0]))
    at("np.arctanh", D([1.0]))
    at("np.clip", D([-1.0, 0.0, 1.0, 2.0]), 0, 1, name="np.clip on its bounds")
    at("np.clip", D([0.5, 2.0, 3.0]), 2.0, 1.0, name="np.clip with min above max")
    at("lax.clamp", 0.0, D([-1.0, 0.0, 0.5, 1.0, 2.0]), 1.0, name="lax.clamp on its bounds")
    for exponent in [0, 1, 2, 3]:
        at("np.power", D([0.0, 2.0]), exponent, name=f"np.power(x, {exponent})")
        at("np.power", D([0.0, 2.0]), exponent, order=2, name=f"np.power(x, {exponent}), twice")
    at("np.power", D([0.0]), 0.5, name="np.power(0, 0.5)")
    for x, y in [(0.0, 0.0), (0.0, 2.0), (2.0, 0.0), (0.0, 1.0)]:
        at("np.power", scalar(x), scalar(y), name=f"np.power at ({x}, {y})")
        at("lax.pow", scalar(x), scalar(y), name=f"lax.pow at ({x}, {y})")
    for data in [[0.0, 2.0, 3.0], [0.0, 0.0, 3.0], [2.0, 0.0, 4.0]]:
        at("np.prod", D(data), name=f"np.prod of {data}")
        at("np.prod", D(data), order=2, name=f"np.prod of {data}, twice")
        at("np.cumprod", D(data), name=f"np.cumprod of {data}")
    for data in [["-Infinity", 1.0], ["-Infinity", "-Infinity"], [INF, 1.0], [1000.0, 1000.0]]:
        at("nn.logsumexp", D(data), name=f"nn.logsumexp of {data}")
        at("nn.logSoftmax", D(data), name=f"nn.logSoftmax of {data}")
        at("np.logaddexp", scalar(data[0]), scalar(data[1]), name=f"np.logaddexp at {data}")
    at("np.logaddexp", scalar(1.0), scalar(1.0), order=2, name="np.logaddexp at a tie, twice")
    at("scipy.special.xlogy", scalar(0.0), scalar(2.0), name="xlogy(0, 2)")
    at("scipy.special.xlogy", scalar(0.0), scalar(0.0), name="xlogy(0, 0)")
    at("scipy.special.entr", D([0.0, 1.0]), name="entr at 0")
    at("scipy.special.entr", D([0.5, 1.0]), order=2, name="entr, twice")
    at("scipy.special.xlog1py", scalar(0.0), scalar(-1.0), name="xlog1py(0, -1)")
    at("scipy.special.logit", D([0.0, 0.5, 1.0]))
    at("scipy.special.ndtri", D([0.5, 0.1, 1e-30]))
    at("scipy.special.logNdtr", D([-25.0, -3.0, 0.0, 9.0]))
    at("scipy.special.logNdtr", D([-3.0, 0.0, 9.0]), order=2, name="logNdtr, twice")
    for name in ["i0e", "i1e"]:
        at(f"scipy.special.{name}", D([0.0, 1.0, -9.0]))
    for name in ["i0", "i1"]:
        at(f"scipy.special.{name}", D([-1.0, 1.0, -9.0]))
        at(f"scipy.special.{name}", D([-1.0, 1.0, -9.0]), order=2, name=f"{name}, twice")
    at("np.arctan2", scalar(0.0), scalar(0.0))
    at("np.arctan2", scalar(0.0), scalar(-1.0), name="np.arctan2(0, -1)")
    at("np.hypot", scalar(0.0), scalar(0.0))
    at("np.remainder", scalar(5.5), scalar(2.0))
    at("np.remainder", scalar(-5.5), scalar(2.0), name="np.remainder(-5.5, 2)")
    at("np.floorDivide", scalar(5.5), scalar(2.0))
    at("lax.rem", scalar(-5.5), scalar(2.0))
    at("np.var", D([2.0, 2.0]), name="np.var of equal entries")
    at("np.std", D([2.0, 2.0]), name="np.std of equal entries")
    for options in [{}, {"ord": 1}, {"ord": 2}]:
        at("np.linalg.norm", D([0.0, 0.0]), name=f"np.linalg.norm of 0, {options}", **options)
    at("np.linalg.norm", D([3.0, -3.0, 1.0]), ord=INF, name="np.linalg.norm of order inf with ties")
    singular = D([1.0, 2.0, 2.0, 4.0], [2, 2])
    at("np.linalg.det", singular, name="np.linalg.det of a singular matrix")
    at("np.linalg.det", D([1.0, 2, 3, 2, 4, 6, 1, 0, 1], [3, 3]), name="np.linalg.det of rank 2")
    x = D([1.0, 2.0, 3.0])
    at("np.take", x, D([7, 1], dtype="int32"), mode="clip", name="np.take with clip")
    at("np.take", x, D([7, 1], dtype="int32"), name="np.take fills with NaN")
    for method in ["set", "add", "max", "min"]:
        at(f"at.{method}", x, D([5.0, 6.0]), D([7, 1], dtype="int32"), name=f"at.{method} drops what is outside")
        at(f"at.{method}", x, D([1.0, 2.0]), D([0, 1], dtype="int32"), name=f"at.{method} with equal values")
    at("at.add", x, D([5.0, 6.0, 7.0]), D([1, 1, 1], dtype="int32"), name="at.add accumulates")
    at("lax.dynamicSlice", x, [D([2], [], "int32")], [2], name="lax.dynamicSlice clamps its start")
    at("lax.topK", D([1.0, 3.0, 3.0]), 2, name="lax.topK with ties")
    at("stopGradient", x)
    at("nn.softmax", D([1000.0, 0.0, -1000.0]), jvp=True, name="nn.softmax far apart")
    at("np.where", D([1, 0], dtype="bool"), D([1.0, 2.0]), D([3.0, 4.0]), name="np.where")
    at("np.nanToNum", D([NAN, INF, 1.0]))
    at("lax.rsqrt", D([0.0, 1.0]))
    at("lax.erfInv", D([1.0, 0.0]))


def program_rows():
    x = {"shape": [2], "dtype": "float64", "data": [0.0, 2.0]}
    zero = {"lit": 0.0}
    positive = ["np.greater", [0, zero]]
    add("where leaks the other branch", [x], [positive, ["np.log", [0]], ["np.where", [1, 2, zero]]], 3, [gradient(1)])
    safe = [positive, ["np.where", [1, 0, {"lit": 1.0}]], ["np.log", [2]], ["np.where", [1, 3, zero]]]
    add("the double where does not leak", [x], safe, 4, [gradient(1)])
    add("sqrt of a square at 0", [x], [["np.square", [0]], ["np.sqrt", [1]]], 2, [gradient(1)])
    branches = [{"fn": {"captures": [], "ops": [[name, [0]]], "out": 1}} for name in ["np.log", "np.square"]]
    cond = [positive, ["lax.cond", [1, *branches, 0]]]
    add("a batched cond does not leak", [x], cond, 2, [gradient(1), ["vmap", {"inAxes": [0]}]])
    ties = [["np.argmax", [0]], ["get", [0, 1]]]
    add("argmax picks the first", [{"shape": [3], "dtype": "float64", "data": [1, 2, 2]}], ties, 2, [gradient(1)])


if __name__ == "__main__":
    call_rows()
    program_rows()
    save("conventions")
