"""The program text that jax.make_jaxpr prints for small functions, in the default 32-bit mode.

    pip install jax==0.10.2 scipy
    python spec/jax/make_jaxprs.py

writes fixtures/jaxprs.json. Removed from the text: the parameters named in `FOREIGN`, for cotangent has nothing of
the kind; semicolons, which JAX prints only where equations share a line; and whitespace that only lays out.
"""

import json
import re
from pathlib import Path

import jax
import jax.numpy as jnp
from jax import lax

FOREIGN = """sharding out_sharding precision preferred_element_type accuracy mode unique_indices
             indices_are_sorted fill_value ctx_mesh keep_unused inline donated_invars in_shardings out_shardings
             in_layouts out_layouts resource_env compiler_options_kvs cond_num_consts num_consts
             jaxpr_thunk fwd_jaxpr_thunk jvp_jaxpr_fun out_trees symbolic_zeros call split_transpose _split_transpose
             unroll is_stable policy prevent_cse differentiated branches_platforms copy_semantics""".split()

v = jnp.zeros(3)
m = jnp.zeros((2, 3))
s = jnp.float32(0.0)

FUNCTIONS = {
    "sin": (lambda x: jnp.sin(x), (s,)),
    "sinTimesX": (lambda x: jnp.sin(x) * x, (s,)),
    "gradTanh": (jax.grad(jnp.tanh), (s,)),
    "gradSin": (jax.grad(jnp.sin), (s,)),
    "gradGradSin": (jax.grad(jax.grad(jnp.sin)), (s,)),
    "gradSumSquares": (jax.grad(lambda x: jnp.sum(x * x)), (v,)),
    "jvpExp": (lambda x, t: jax.jvp(jnp.exp, (x,), (t,)), (s, s)),
    "jvpMul": (lambda x, y, t, u: jax.jvp(lax.mul, (x, y), (t, u)), (s, s, s, s)),
    "vmapSin": (jax.vmap(jnp.sin), (v,)),
    "vmapDot": (jax.vmap(lambda w, x: lax.dot(w, x), in_axes=(None, 0)), (v, m)),
    "vmapAddNone": (jax.vmap(lax.add, in_axes=(0, None)), (v, s)),
    "matmul": (lambda a, b: lax.dot(a, b), (m, v)),
    "gradDot": (jax.grad(lambda w, x: lax.dot(w, x)), (v, v)),
    "sumAxis": (lambda x: lax.reduce_sum(x, (0,)) if hasattr(lax, "reduce_sum") else jnp.sum(x, axis=0), (m,)),
    "maxOfAll": (lambda x: jnp.max(x), (m,)),
    "transpose": (lambda x: x.T, (m,)),
    "broadcastAdd": (lambda x, y: lax.add(x, lax.broadcast_in_dim(y, (2, 3), (1,))), (m, v)),
    "closedOver": (lambda x: x + v, (v,)),
    "literal": (lambda x: 2.0 * x + 1.0, (s,)),
    "pair": (lambda p: {"b": p["a"], "a": jnp.sin(p["b"])}, ({"a": s, "b": v},)),
    "unused": (lambda x, y: x, (s, v)),
    "gradLogistic": (jax.grad(lambda x: lax.logistic(x)), (s,)),
    "stopGradient": (jax.grad(lambda x: lax.stop_gradient(x) * x), (s,)),
    "select": (lambda x: jnp.where(x > 0, x, 0.0), (v,)),
    "cond": (lambda x: lax.cond(x > 0, jnp.sin, jnp.cos, x), (s,)),
    "scan": (lambda x, xs: lax.scan(lambda c, a: (c * a, c), x, xs), (s, v)),
}


def closing(text, start):
    """The position after the value that starts at `start`: up to a blank outside of all brackets."""
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] in "[({") - (text[i] in "])}")
        if depth < 0 or (depth == 0 and text[i].isspace()):
            return i
    return len(text)


def stripped(text):
    for name in FOREIGN:
        while found := re.search(rf"(?<![\w.]){name}=", text):
            text = text[: found.start()] + text[closing(text, found.end()) :].lstrip()
    text = re.sub(r"(?<=[= ])([a-z_]\w*)\[\s*\]", r"\1", text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r";(?= [\w:\[\], ]+ = )", "", text)
    return re.sub(r"(?<=\[) | (?=\])", "", text).strip()


if __name__ == "__main__":
    rows = [{"name": n, "text": stripped(str(jax.make_jaxpr(f)(*args)))} for n, (f, args) in FUNCTIONS.items()]
    lines = ",\n".join(json.dumps(r) for r in rows)
    path = Path(__file__).parent / "fixtures" / "jaxprs.json"
    path.write_text(f'{{"jax":"{jax.__version__}","jaxprs":[\n{lines}\n]}}\n')
    print("\n".join(r["name"] + ": " + r["text"] for r in rows))
