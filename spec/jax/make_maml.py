"""Writes fixtures/maml.json: JAX's float64 meta-gradients of the workload maml-sine.

pip install jax==0.10.2; python spec/jax/make_maml.py
"""

import json
import math
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

TASKS, POINTS, HIDDEN, RATE = 16, 32, 40, 0.01
SHAPES = [(1, HIDDEN), (HIDDEN,), (HIDDEN, HIDDEN), (HIDDEN,), (HIDDEN, 1), (1,)]
SCALES = [1, 0.5, math.sqrt(6 / HIDDEN), 0.1, math.sqrt(6 / HIDDEN), 0.1]


def mulberry32(seed):
    """The stream of bench/support/sine-data.ts."""
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        t ^= (t + ((t ^ (t >> 7)) * (t | 61) & 0xFFFFFFFF)) & 0xFFFFFFFF
        yield ((t ^ (t >> 14)) & 0xFFFFFFFF) / 2**32


def workload():
    draw = mulberry32(42)
    params = [
        np.array([(2 * next(draw) - 1) * scale for _ in range(math.prod(shape))], np.float32).reshape(shape)
        for shape, scale in zip(SHAPES, SCALES)
    ]
    tasks = np.zeros((4, TASKS, POINTS, 1), np.float32)
    for task in range(TASKS):
        amplitude = 0.1 + 4.9 * next(draw)
        phase = math.pi * next(draw)
        for part in (0, 2):
            for i in range(POINTS):
                x = -5 + 10 * next(draw)
                tasks[part, task, i, 0] = x
                tasks[part + 1, task, i, 0] = amplitude * math.sin(x - phase)
    as_float64 = lambda a: jnp.asarray(a, jnp.float64)
    return [as_float64(p) for p in params], as_float64(tasks)


def predict(p, x):
    h1 = jax.nn.relu(x @ p[0] + p[1])
    h2 = jax.nn.relu(h1 @ p[2] + p[3])
    return h2 @ p[4] + p[5]


def loss(p, x, y):
    return jnp.mean((predict(p, x) - y) ** 2)


def objective(p, tasks, steps):
    def task_loss(sx, sy, qx, qy):
        phi = p
        for _ in range(steps):
            gradient = jax.grad(loss)(phi, sx, sy)
            phi = [a - RATE * g for a, g in zip(phi, gradient)]
        return loss(phi, qx, qy)

    return jnp.mean(jax.vmap(task_loss)(*tasks))


def main():
    params, tasks = workload()
    results = []
    for steps in (1, 5):
        value, gradient = jax.value_and_grad(objective)(params, tasks, steps)
        flat = np.concatenate([np.ravel(g) for g in gradient])
        results.append({"steps": steps, "value": float(value), "gradient": [float(g) for g in flat]})
    path = Path(__file__).parent / "fixtures" / "maml.json"
    path.write_text(json.dumps({"jax": jax.__version__, "results": results}) + "\n")


if __name__ == "__main__":
    main()
