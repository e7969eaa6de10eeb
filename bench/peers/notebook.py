"""
What JAX takes to compile the training steps of bench/notebook, and nothing else: `python notebook.py 1` on one
core, `python notebook.py 0` on all. Prints a line of JSON: milliseconds of `lower` and `compile` for each of them.
Nothing is trained, and no data is drawn: steps take it as an argument.
"""
import json
import os
import sys
import time

cores = int(sys.argv[1])
os.environ["JAX_PLATFORMS"] = "cpu"
if cores > 0:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])
if cores == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

from adam import adam  # noqa: E402

jax.config.update("jax_enable_compilation_cache", False)
tree = jax.tree.map
SHAPES = [(1, 40), (40,), (40, 40), (40,), (40, 1), (1,)]


def mse(params, x, y):
    w1, b1, w2, b2, w3, b3 = params
    h = jax.nn.relu(jax.nn.relu(x @ w1 + b1) @ w2 + b2)
    return jnp.mean(jnp.square(h @ w3 + b3 - y))


def sgd(params, gradient):
    return tree(lambda p, g: p - 0.01 * g, params, gradient)


def descend(objective):
    """A step of Adam(0.01)."""

    def step(state, *data):
        params, m, v, count = state
        loss, gradient = jax.value_and_grad(objective)(params, *data)
        return adam(gradient, params, m, v, count), loss

    return step


def adapted_loss(of_gradient):
    """MAML's objective: one inner step, whose gradient may be held fixed."""

    def one(params, train_x, train_y, val_x, val_y):
        gradient = of_gradient(jax.grad(mse)(params, train_x, train_y))
        return mse(sgd(params, gradient), val_x, val_y)

    return lambda params, *tasks: jnp.mean(jax.vmap(lambda *task: one(params, *task))(*tasks))


def reptile(params, x, y):
    phi = params
    for i in range(10):
        part = slice(25 * i, 25 * (i + 1))
        loss, gradient = jax.value_and_grad(mse)(phi, x[part], y[part])
        phi = sgd(phi, gradient)
    return tree(lambda p, q: p * 0.9 + q * 0.1, params, phi), loss


params = [jnp.zeros(shape) for shape in SHAPES]
state = (params, params, params, jnp.float32(0))
points = lambda n: [jnp.zeros((n, 1))] * 2
tasks = [jnp.zeros((16, 32, 1))] * 4
steps = {
    "overfitting": (descend(mse), (state, *points(32))),
    "naive pretraining": (descend(mse), (state, *points(256))),
    "MAML": (descend(adapted_loss(lambda g: g)), (state, *tasks)),
    "FOMAML": (descend(adapted_loss(jax.lax.stop_gradient)), (state, *tasks)),
    "Reptile": (reptile, (params, *points(256))),
}
jax.block_until_ready([arguments for _, arguments in steps.values()])
milliseconds = {}
for name, (step, arguments) in steps.items():
    begin = time.perf_counter()
    lowered = jax.jit(step).lower(*arguments)
    middle = time.perf_counter()
    lowered.compile()
    milliseconds[name] = [1e3 * (middle - begin), 1e3 * (time.perf_counter() - middle)]
print(json.dumps(milliseconds))
