"""Writes optax.json: updates, schedules and meta-gradients that Optax computes in float64.

    pip install jax optax
    python spec/optim/make_optax.py
"""

import json
import pathlib

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import optax

params = {"w": jnp.array([[1.0, -2.0], [0.5, 3.0]]), "b": jnp.array([0.0, 1.0])}
gradients = [
    {"w": jnp.array([[0.5, -1.0], [2.0, 0.0]]), "b": jnp.array([0.0, -3.0])},
    {"w": jnp.array([[-0.25, -1.5], [0.0, 0.0]]), "b": jnp.array([1.0, 3.0])},
    {"w": jnp.array([[4.0, 0.125], [-2.0, 0.0]]), "b": jnp.array([1e-3, -0.5])},
]

decays = optax.exponential_decay(0.1, 2, 0.5)
decay = lambda count: decays(count.astype("float64"))  # JAX takes an int32 to float32
optimizers = {
    "sgd": optax.sgd(0.1),
    "sgd with momentum": optax.sgd(0.1, momentum=0.9),
    "sgd with Nesterov's momentum": optax.sgd(0.1, momentum=0.9, nesterov=True),
    "sgd with a schedule": optax.sgd(decay),
    "adam": optax.adam(0.1),
    "adam with other constants": optax.adam(0.1, b1=0.8, b2=0.9, eps=1e-3, eps_root=1e-2),
    "adam with Nesterov's momentum": optax.adam(0.1, nesterov=True),
    "adam with a schedule": optax.adam(decay),
    "adamw": optax.adamw(0.1, weight_decay=0.25),
    "adamw with a mask": optax.adamw(0.1, weight_decay=0.25, mask={"w": True, "b": False}),
    "rmsprop": optax.rmsprop(0.1),
    "rmsprop with eps at the root": optax.rmsprop(0.1, decay=0.8, eps=1e-3, eps_in_sqrt=False),
    "rmsprop with bias correction": optax.rmsprop(0.1, bias_correction=True, initial_scale=0.5),
    "rmsprop, centered, with momentum": optax.rmsprop(
        0.1, eps=1.0, centered=True, momentum=0.9, nesterov=True, bias_correction=True
    ),
    "adagrad": optax.adagrad(0.1),
    "adagrad from 0": optax.adagrad(0.1, initial_accumulator_value=0.0, eps=1e-3),
    "clip": optax.clip(1.0),
    "clipByGlobalNorm": optax.clip_by_global_norm(3.5),
    "trace": optax.trace(0.5),
    "addDecayedWeights with a schedule": optax.add_decayed_weights(decay),
    "chain": optax.chain(optax.clip(1.0), optax.scale_by_adam(), optax.scale(-0.5)),
}


def run(optimizer):
    state, rows = optimizer.init(params), []
    for gradient in gradients:
        updates, state = optimizer.update(gradient, state, params)
        rows.append({key: value.tolist() for key, value in updates.items()})
    return rows


counts = [0, 1, 3, 4, 5, 6, 9, 10, 25]
schedules = {
    "constant": optax.constant_schedule(0.3),
    "linear": optax.linear_schedule(1.0, 0.1, 8, transition_begin=2),
    "linear, of no steps": optax.linear_schedule(1.0, 0.1, 0),
    "polynomial": optax.polynomial_schedule(1.0, 0.1, 2.5, 8),
    "exponential": optax.exponential_decay(1.0, 4, 0.3),
    "exponential, in stairs": optax.exponential_decay(
        1.0, 4, 0.3, transition_begin=1, staircase=True, end_value=0.05
    ),
    "exponential, growing": optax.exponential_decay(1.0, 4, 1.5, end_value=2.0),
    "cosine": optax.cosine_decay_schedule(0.5, 9, alpha=0.1, exponent=2.0),
    "warmup": optax.warmup_cosine_decay_schedule(0.1, 1.0, 4, 10, end_value=0.2),
    "warmup, of no steps": optax.warmup_cosine_decay_schedule(0.1, 1.0, 0, 10),
    "piecewise": optax.piecewise_constant_schedule(1.0, {4: 0.5, 9: 0.1}),
    "joined": optax.join_schedules(
        [optax.linear_schedule(0.0, 1.0, 4), optax.exponential_decay(1.0, 2, 0.5)], [5]
    ),
}


def adapted(make, rate, start):
    """A loss of where three steps from `start` lead; its gradients are meta-gradients."""
    optimizer = make(rate)
    target = jnp.array([2.0, -1.0, 0.5])
    loss = lambda p: jnp.sum((p - target) ** 2 * jnp.array([1.0, 2.0, 0.5]))
    state = optimizer.init(start)
    for _ in range(3):
        updates, state = optimizer.update(jax.grad(loss)(start), state, start)
        start = optax.apply_updates(start, updates)
    return loss(start)


makers = {
    "sgd with momentum": lambda rate: optax.sgd(rate, momentum=0.9),
    "adam": lambda rate: optax.adam(rate),
    "rmsprop": lambda rate: optax.rmsprop(rate, eps_in_sqrt=False),
    "adagrad": lambda rate: optax.adagrad(rate),
}
start = jnp.array([0.3, 1.0, -0.7])


def meta(make):
    value, (by_rate, by_start) = jax.value_and_grad(
        lambda rate, s: adapted(make, rate, s), argnums=(0, 1)
    )(0.1, start)
    return {"value": float(value), "rate": float(by_rate), "start": by_start.tolist()}


fixture = {
    "optimizers": {name: run(optimizer) for name, optimizer in optimizers.items()},
    "counts": counts,
    "schedules": {
        name: [float(schedule(jnp.float64(c))) for c in counts] for name, schedule in schedules.items()
    },
    "metaGradients": {name: meta(make) for name, make in makers.items()},
}
path = pathlib.Path(__file__).with_name("optax.json")
path.write_text(json.dumps(fixture) + "\n")
