"""Adam with a rate of 0.01, for the scripts that run JAX."""
import jax
import jax.numpy as jnp

tree = jax.tree.map


def adam(gradient, params, m, v, count):
    """The parameters, both means and the count after a step."""
    count = count + 1
    m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, gradient)
    v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradient)
    c1, c2 = 1 - 0.9**count, 1 - 0.999**count
    params = tree(lambda p, m, v: p - 0.01 * (m / c1) / (jnp.sqrt(v / c2) + 1e-8), params, m, v)
    return params, m, v, count
