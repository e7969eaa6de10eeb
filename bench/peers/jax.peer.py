"""
JAX on the CPU, under jit: `python jax.peer.py 1` on one core, `2` on two.
"""
import os
import sys
from functools import partial

threads = int(sys.argv[1])
os.environ["JAX_PLATFORMS"] = "cpu"
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])
if threads == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

import data  # noqa: E402
from adam import adam  # noqa: E402
from protocol import Training, sample, serve  # noqa: E402

jax.config.update("jax_enable_compilation_cache", False)
tree = jax.tree.map
ready = jax.block_until_ready
flat = lambda arrays: np.concatenate([np.ravel(a) for a in arrays])
on_device = lambda arrays: [jnp.asarray(a) for a in arrays]


def network(params, x):
    w1, b1, w2, b2, w3, b3 = params
    h1 = jax.nn.relu(x @ w1 + b1)
    h2 = jax.nn.relu(h1 @ w2 + b2)
    return h2 @ w3 + b3


def mean_square(params, x, y):
    return jnp.mean((network(params, x) - y) ** 2)


def objective(steps):
    def adapted(params, sx, sy, qx, qy):
        for _ in range(steps):
            params = tree(lambda p, g: p - 0.01 * g, params, jax.grad(mean_square)(params, sx, sy))
        return mean_square(params, qx, qy)

    return lambda params, tasks: jnp.mean(jax.vmap(adapted, (None, 0, 0, 0, 0))(params, *tasks))


def adam_step(steps, donated=()):
    def step(params, m, v, count, tasks):
        loss, gradient = jax.value_and_grad(objective(steps))(params, tasks)
        return adam(gradient, params, m, v, count), loss

    return jax.jit(step, donate_argnums=donated)


def copy(state):
    """The same numbers in arrays of their own, which may be donated."""
    return tree(lambda x: jnp.array(x, copy=True), state)


def maml_start(count=data.TASKS):
    params, tasks, _, _ = data.sine()
    params = on_device(params)
    tasks = [np.resize(t, (count, data.POINTS, 1)) for t in tasks]
    zeros = [jnp.zeros_like(p) for p in params]
    return (params, zeros, zeros, jnp.float32(0)), on_device(tasks)


def gradient_case(steps):
    def make():
        (params, *_), tasks = maml_start()
        run = jax.jit(jax.grad(objective(steps)))
        return lambda: ready(run(params, tasks)), lambda: flat(run(params, tasks))

    return make


def train_case(steps, count=data.TASKS):
    def make():
        start, tasks = maml_start(count)
        run = adam_step(steps, donated=(0, 1, 2, 3))

        def step(state):
            state, loss = run(*state, tasks)
            return state, float(loss)

        training = Training(step, lambda: copy(start))
        return training, training.value

    return make


def first_case(steps, count=data.TASKS):
    def make():
        start, tasks = ready(maml_start(count))
        call = lambda: float(adam_step(steps)(*start, tasks)[1])
        return call, lambda: [call()]

    return make


def hvp_case():
    params, _, (x, y), direction = map(on_device, data.sine())
    run = jax.jit(lambda p, v, x, y: jax.jvp(lambda q: jax.grad(mean_square)(q, x, y), (p,), (v,))[1])
    call = lambda: ready(run(params, direction, x, y))
    return call, lambda: flat(call())


def mlp_case():
    x, y, params = data.mlp()
    x, y = on_device((x, y))

    def loss(params, x, y):
        return -jnp.mean(jnp.sum(jax.nn.log_softmax(network(params, x)) * y, axis=1))

    @partial(jax.jit, donate_argnums=0)
    def sgd(params, x, y):
        value, gradient = jax.value_and_grad(loss)(params, x, y)
        return tree(lambda p, g: p - 0.1 * g, params, gradient), value

    def step(params):
        params, value = sgd(params, x, y)
        return params, float(value)

    params = on_device(params)
    training = Training(step, lambda: copy(params))
    return training, training.value


def timed(function, *inputs):
    inputs = on_device(inputs)
    run = jax.jit(function)
    return lambda: ready(run(*inputs)), lambda: sample(np.asarray(run(*inputs)))


def matmul_case(n, how):
    turn = lambda x, letter: x.T if letter == "t" else x
    return lambda: timed(lambda a, b: turn(a, how[0]) @ turn(b, how[1]), *data.matmul_operands(n))


def chain(x, y):
    t = jnp.sqrt(jnp.maximum(x * y + x, 0.1))
    t = jnp.abs(t * 0.5 + y) - x
    return t * t + 1


FUNCTIONS = {"exp": jnp.exp, "log": jnp.log, "tanh": jnp.tanh, "logistic": jax.nn.sigmoid, "sin": jnp.sin}


def function_case(name, count):
    return lambda: timed(FUNCTIONS[name], data.function_inputs(name, count))


def loop_case(name):
    def looped(x):
        return jax.lax.fori_loop(0, 64, lambda _, y: FUNCTIONS[name](x + y * 2**-20), jnp.zeros_like(x))

    return lambda: timed(looped, data.function_inputs(name, data.CACHED))


def tiny_number_case():
    x = jnp.float32(3)
    run = jax.jit(lambda t: t * 2 + 1)
    call = lambda: float(run(x))
    return call, lambda: [call()]


def tiny_parameters_case():
    params = on_device(data.sine()[0])
    run = jax.jit(lambda p, g: tree(lambda a, b: a - 0.01 * b, p, g))
    call = lambda: ready(run(params, params))
    return call, lambda: flat(call())


cases = {
    "hvp": hvp_case,
    "mlp": mlp_case,
    "chain": lambda: timed(chain, *data.chain_inputs()),
    "tiny-number": tiny_number_case,
    "tiny-parameters": tiny_parameters_case,
}
for steps in (1, 5):
    cases[f"maml-{steps}"] = gradient_case(steps)
    cases[f"train-{steps}"] = train_case(steps)
    cases[f"first-{steps}"] = first_case(steps)
for steps, count in data.GROWTH:
    cases[f"train-{steps}-{count}"] = train_case(steps, count)
    cases[f"first-{steps}-{count}"] = first_case(steps, count)
for n in (64, 256, 512, 1024):
    for how in ("nn", "nt", "tn", "tt"):
        cases[f"matmul-{n}-{how}"] = matmul_case(n, how)
for name in FUNCTIONS:
    cases[f"{name}-cached"] = function_case(name, data.CACHED)
    cases[f"{name}-million"] = function_case(name, data.MILLION)
    cases[f"{name}-loop"] = loop_case(name)
serve(cases)
