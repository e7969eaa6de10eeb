"""Writes jax.json: numbers of jax.nn that the fixtures of spec/jax do not have.

    pip install jax
    python spec/nn/make_jax.py
"""

import json
import pathlib

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax import nn

special = jnp.array([-jnp.inf, -40.0, -2.0, -1.0, -0.0, 0.0, 0.5, 1.0, 3.0, 6.0, 40.0, jnp.inf, jnp.nan])
pointwise = """relu relu6 leaky_relu sigmoid softplus log_sigmoid silu mish soft_sign squareplus sparse_plus
               sparse_sigmoid elu celu selu gelu hard_tanh hard_sigmoid hard_silu log1mexp""".split()


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def plain(x):
    return [None if np.isnan(v) else ("Infinity" if v > 0 else "-Infinity") if np.isinf(v) else v
            for v in np.asarray(x, dtype=np.float64).ravel().tolist()]


def derivatives(f):
    first = jax.vmap(jax.grad(f))
    return {
        "values": plain(jax.vmap(f)(special)),
        "first": plain(first(special)),
        "second": plain(jax.vmap(jax.grad(jax.grad(f)))(special)),
    }


rows = jnp.array([[1.0, -2.0, 3.0, 0.5], [0.0, 0.0, 700.0, -700.0], [-jnp.inf, 1.0, 2.0, 1.0]])
mask = jnp.array([[True, False, True, True], [True, True, False, True], [False, True, True, False]])
weights = jnp.array([1.0, -2.0, 0.5, 3.0])


def reduced(f):
    return {"values": plain(f(rows)), "gradients": plain(jax.grad(lambda x: jnp.sum(f(x)))(rows))}


def shared(f):
    return {
        "values": plain(f(rows)),
        "gradients": plain(
            jax.grad(lambda x: jnp.sum(jnp.where(jnp.isfinite(f(x)), f(x) * weights, 0)))(rows)
        ),
    }


rowwise = {
    "logsumexp": reduced(lambda x: nn.logsumexp(x, axis=-1)),
    "logsumexp with where": reduced(lambda x: nn.logsumexp(x, axis=-1, where=mask)),
    "logsumexp with b": reduced(lambda x: nn.logsumexp(x, axis=-1, b=jnp.abs(weights))),
    "logmeanexp": reduced(lambda x: nn.logmeanexp(x, axis=-1)),
    "logmeanexp with where": reduced(lambda x: nn.logmeanexp(x, axis=-1, where=mask)),
    "softmax": shared(nn.softmax),
    "softmax with where": shared(lambda x: nn.softmax(x, where=mask)),
    "logSoftmax": shared(nn.log_softmax),
    "logSoftmax with where": shared(lambda x: nn.log_softmax(x, where=mask)),
}
table = jnp.array([[1.0, -2.0, 3.0, 0.5], [2.0, 0.25, -1.0, 4.0]])
standardized = {
    "by rows": plain(nn.standardize(table)),
    "by columns": plain(nn.standardize(table, axis=0, epsilon=0.5)),
    "stable": plain(nn.standardize(table, algorithm="stable")),
    "with where": plain(nn.standardize(table, where=mask[:2])),
    "with mean and variance": plain(nn.standardize(table, mean=1.0, variance=4.0)),
}

rng = np.random.default_rng(0)
q, k, v = (rng.normal(size=s).round(3).astype(np.float32) for s in [(2, 3, 4, 2), (2, 5, 2, 2), (2, 5, 2, 2)])
bias = rng.normal(size=(1, 4, 3, 5)).round(3).astype(np.float32)
allowed = rng.random(size=(2, 1, 3, 5)) < 0.6
lengths = np.array([2, 3], np.int32), np.array([4, 2], np.int32)
attention = {
    "inputs": {"q": q.tolist(), "k": k.tolist(), "v": v.tolist(), "bias": bias.tolist(), "mask": allowed.tolist()},
    "plain": plain(nn.dot_product_attention(q, k, v)),
    "causal": plain(nn.dot_product_attention(q, k, v, is_causal=True, scale=0.5)),
    "bias and mask": plain(nn.dot_product_attention(q, k, v, bias=bias, mask=allowed)),
    "window": plain(nn.dot_product_attention(q, k, v, local_window_size=(1, 0))),
    "lengths": plain(
        nn.dot_product_attention(q, k, v, query_seq_lengths=lengths[0], key_value_seq_lengths=lengths[1])
    ),
}

key = jax.random.key(7)
init = nn.initializers
drawn = {
    "uniform": init.uniform(2.0),
    "normal": init.normal(0.5),
    "truncatedNormal": init.truncated_normal(0.5, lower=-1.0, upper=3.0),
    "glorotUniform": init.glorot_uniform(),
    "glorotNormal": init.glorot_normal(),
    "lecunUniform": init.lecun_uniform(),
    "lecunNormal": init.lecun_normal(),
    "heUniform": init.he_uniform(in_axis=-1, out_axis=-2),
    "heNormal": init.he_normal(batch_axis=0),
    "varianceScaling": init.variance_scaling(0.5, "fan_geo_avg", "normal"),
    "orthogonal": init.orthogonal(2.0),
    "orthogonal, of columns": init.orthogonal(column_axis=0),
}
initializers = {
    name: {dtype: plain(f(key, (2, 3, 4), dtype)) for dtype in ("float32", "float64")}
    for name, f in drawn.items()
}

fixture = {
    "special": plain(special),
    "pointwise": {camel(name): derivatives(getattr(nn, name)) for name in pointwise}
    | {"gelu, exactly": derivatives(lambda x: nn.gelu(x, approximate=False))},
    "rows": plain(rows),
    "mask": mask.tolist(),
    "rowwise": rowwise,
    "standardized": standardized,
    "attention": attention,
    "initializers": initializers,
}
pathlib.Path(__file__).with_name("jax.json").write_text(json.dumps(fixture) + "\n")
