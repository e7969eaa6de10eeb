"""The inputs of the workloads, number for number those of bench/support/*-data.ts."""
import numpy as np

MILLION, CACHED = 1_000_000, 4096
RANGES = {"exp": (-10, 10), "log": (0.001, 10), "tanh": (-5, 5), "logistic": (-10, 10), "sin": (-10, 10)}
SHAPES = [(1, 40), (40,), (40, 40), (40,), (40, 1), (1,)]
SCALES = [1, 0.5, np.sqrt(6 / 40), 0.1, np.sqrt(6 / 40), 0.1]
MLP_SHAPES = [(784, 256), (256,), (256, 256), (256,), (256, 10), (10,)]
TASKS, POINTS, HVP_POINTS = 16, 32, 256
GROWTH = [(k, TASKS) for k in (1, 2, 5, 10, 20, 50)] + [(1, n) for n in (1, 4, 64, 256)]


def mulberry32(seed, count):
    steps = np.arange(1, count + 1, dtype=np.uint64)
    state = (np.uint64(seed) + np.uint64(0x6D2B79F5) * steps).astype(np.uint32)
    t = (state ^ (state >> 15)) * (state | 1)
    t ^= t + (t ^ (t >> 7)) * (t | 61)
    return (t ^ (t >> 14)) / 2**32


def congruential(seed, count):
    powers = np.cumprod(np.full(count, 1664525, np.uint32), dtype=np.uint32)
    sums = np.cumsum(np.concatenate([[1], powers[:-1]]), dtype=np.uint32)
    state = powers * np.uint32(seed) + sums * np.uint32(1013904223)
    return ((state >> 8) / 2**23 - 1).astype(np.float32)


def uniform(seed, count, low, high):
    return (low + (high - low) * mulberry32(seed, count)).astype(np.float32)


def chain_inputs():
    return uniform(21, MILLION, 0, 1), uniform(22, MILLION, 0, 1)


def function_inputs(name, count):
    return uniform(31, count, *RANGES[name])


def matmul_operands(n):
    return [uniform(seed, n * n, -1, 1).reshape(n, n) for seed in (11, 12)]


class Stream:
    """Takes numbers from the front of a sequence."""

    def __init__(self, values):
        self.values, self.at = values, 0

    def take(self, count):
        self.at += count
        return self.values[self.at - count : self.at]

    def symmetric(self, shapes, scales):
        return [((2 * self.take(int(np.prod(s))) - 1) * k).astype(np.float32).reshape(s) for s, k in zip(shapes, scales)]


def sine():
    """Parameters; support x and y, query x and y; x, y and direction of the Hessian-vector product."""
    stream = Stream(mulberry32(42, 10_000))
    params = stream.symmetric(SHAPES, SCALES)
    tasks = [np.empty((TASKS, POINTS, 1), np.float32) for _ in range(4)]
    for task in range(TASKS):
        amplitude, phase = 0.1 + 4.9 * stream.take(1), np.pi * stream.take(1)
        for part in (0, 2):
            x = -5 + 10 * stream.take(POINTS)
            tasks[part][task, :, 0] = x
            tasks[part + 1][task, :, 0] = amplitude * np.sin(x - phase)
    x = -5 + 10 * stream.take(HVP_POINTS)
    points = [a.astype(np.float32)[:, None] for a in (x, np.sin(x))]
    return params, tasks, points, stream.symmetric(SHAPES, [1] * 6)


def mlp():
    """Inputs, one-hot labels and parameters of mlp-train."""
    stream = Stream(congruential(7, 400_000))
    x = stream.take(128 * 784).reshape(128, 784)
    weight = lambda shape, scale: stream.take(int(np.prod(shape))).reshape(shape) * np.float32(scale)
    params = [
        weight(shape, scale) if scale else np.zeros(shape, np.float32)
        for shape, scale in zip(MLP_SHAPES, (0.06, 0, 0.1, 0, 0.1, 0))
    ]
    return x, np.eye(10, dtype=np.float32)[np.arange(128) % 10], params
