"""Random programs under random stacks of transforms, computed by JAX in x64 mode.

    pip install jax==0.10.2 scipy
    python spec/jax/make_programs.py [family ...]

writes fixtures/programs-<family>.json. A draw is kept only when its result is finite, moderate, not all zero,
and well conditioned: a relative change of 1e-11 of the inputs must not change it by more than 1e-8.
"""

import json
import random
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import jax
import numpy as np

jax.config.update("jax_enable_x64", True)

from arrays import encode, materialize, values
from builder import Builder, Rejected
from families_array import CONTRACTION, CUMULATIVE, INDEXING, REDUCTION, SORT
from families_control import CONTROL, FORWARD_ONLY
from families_pointwise import POINTWISE, STRUCTURE
from families_scipy import SCIPY
from families_solve import CUSTOM_JVP, CUSTOM_VJP, IMPLICIT, LINALG, META, NESTED
from interpret import is_float, program
from stacks import BOTH, FORWARD, META as META_STACKS, REVERSE, avals, names, stack, widen

# family: the (makers, allowed transforms, programs per maker) it consists of
FAMILIES = {
    "pointwise": [(POINTWISE, BOTH, 2)],
    "structure": [(STRUCTURE, BOTH, 3)],
    "contraction": [(CONTRACTION, BOTH, 4)],
    "reduction": [(REDUCTION, BOTH, 3)],
    "cumulative": [(CUMULATIVE, BOTH, 3)],
    "sort": [(SORT, BOTH, 3)],
    "indexing": [(INDEXING, BOTH, 3)],
    "linalg": [(LINALG, BOTH, 3)],
    "scipy": [(SCIPY, BOTH, 2)],
    "control": [(CONTROL, BOTH, 4), (FORWARD_ONLY, FORWARD, 4)],
    "custom": [(CUSTOM_JVP, BOTH, 4), (CUSTOM_VJP, REVERSE, 4), (IMPLICIT, BOTH, 3)],
    "nested": [(NESTED, BOTH, 4), (META, None, 6)],
}

# families that also get, for each maker that can have one, a program with an empty input
EMPTY = {"structure", "contraction", "reduction", "cumulative", "sort", "indexing"}

FIXTURES = Path(__file__).parent / "fixtures"


def perturbed(spec, x):
    if not is_float(x):
        return x
    return x * (1 + 1e-11 * values(spec.get("seed", 0) + 1, x.shape))


def check(outs, moved, empty):
    """Rejects results that say little or that rounding could change; zeros say enough about empty inputs."""
    floats = [(np.asarray(o), np.asarray(m)) for o, m in zip(outs, moved) if is_float(o)]
    informative = empty
    for o, m in floats:
        if o.size == 0:
            continue
        scale = np.abs(o).max()
        if not np.isfinite(o).all() or scale > 1e4 or 0 < scale < 1e-6:
            raise Rejected
        if np.abs(o - m).max() > 1e-8 * scale:
            raise Rejected
        informative = informative or scale > 0
    if floats and not informative and any(o.size for o, _ in floats):
        raise Rejected


def draw(name, make, allowed, attempt, seed):
    """One program, or Rejected."""
    rng = random.Random(seed)
    must_be_empty = attempt < 0
    zeros = must_be_empty or (attempt > 0 and rng.random() < 0.4)
    b = Builder(rng, most_inputs=rng.choice([2, 3, 4]), zeros=zeros)
    out = make(b)
    if not is_float(out):
        raise Rejected
    base = b.finish([out, b.extra(out)] if rng.random() < 0.25 else [out])
    chosen = rng.choice(META_STACKS) if allowed is None else names(rng, allowed, attempt)
    transforms, fn, args = stack(rng, program(base), avals(base["inputs"]), chosen)
    inputs = widen(base["inputs"], args)
    xs = [materialize(s) for s in inputs]
    run = jax.jit(fn)
    outs = run(*xs)
    empty = any(x.size == 0 for x in xs)
    if must_be_empty and not empty:
        raise Rejected
    check(outs, run(*[perturbed(s, x) for s, x in zip(inputs, xs)]), empty)
    return {
        "name": name, "seed": seed, "inputs": inputs, "ops": base["ops"], "out": base["out"],
        "transforms": transforms, "expected": [encode(o, 12) for o in outs],
    }  # fmt: skip


def search(job):
    """The first good program of a maker's seeds; failures are counted by their message."""
    name, make, allowed, attempt, first = job
    failures = Counter()
    for seed in range(first, first + 60):
        try:
            return draw(name, make, allowed, attempt, seed), failures
        except Rejected:
            failures["rejected"] += 1
        except Exception as error:
            failures[f"{type(error).__name__}: {str(error)[:90]!r}"] += 1
    return None, failures


def family(name):
    jobs = []
    for part, (makers, allowed, count) in enumerate(FAMILIES[name]):
        for row, (label, make) in enumerate(makers.items()):
            first = 1_000_000 * part + 10_000 * row
            jobs += [(label, make, allowed, k, first + 1000 * k) for k in range(count)]
            if name in EMPTY:
                jobs.append((label, make, allowed, -1, first + 9000))
    return jobs


def write(name, programs):
    lines = ",\n".join(json.dumps(p, separators=(",", ":")) for p in programs)
    text = f'{{"jax":"{jax.__version__}","programs":[\n{lines}\n]}}\n'
    (FIXTURES / f"programs-{name}.json").write_text(text)


def run_family(name):
    found, failures = [], Counter()
    for job in family(name):
        p, why = search(job)
        failures += why
        if p is None and job[3] >= 0:
            print(f"{name}: no program for {job[0]} #{job[3]}", file=sys.stderr)
        if p is not None:
            found.append(p)
    write(name, found)
    worst = "; ".join(f"{n}× {k}" for k, n in failures.most_common(6))
    return f"{name}: {len(found)} programs; {worst}"


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        for line in pool.map(run_family, sys.argv[1:] or FAMILIES):
            print(line, flush=True)
