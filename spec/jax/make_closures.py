"""Writes fixtures/closures.json: values of functions with custom rules inside of other transforms.

Each function takes all that it needs as arguments, so that JAX has no trouble; the specs let it close over them instead.

pip install jax==0.10.2; python spec/jax/make_closures.py
"""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
from jax import grad, jit, jvp, lax, vmap

jax.config.update("jax_enable_x64", True)

SS, XX = jnp.array([0.5, 1.5, -2.0]), jnp.array([0.3, -0.7, 1.1])
S0, X0 = 1.7, 0.4


def forward():
    f = jax.custom_jvp(lambda s, x: jnp.sin(x) * s)
    f.defjvp(lambda p, t: (f(*p), 3 * jnp.cos(p[1]) * t[1] * p[0]))
    return f


def backward():
    f = jax.custom_vjp(lambda s, x: jnp.sin(x) * s)
    f.defvjp(lambda s, x: (f(s, x), (s, x)), lambda r, ct: (jnp.zeros_like(r[0]), 3 * jnp.cos(r[1]) * ct * r[0]))
    return f


def forward_rule():
    # The zero keeps JAX 0.10.2 from a result without the axis that its tangent has.
    f = jax.custom_jvp(lambda s, x: jnp.sin(x) + 0 * s)
    f.defjvp(lambda p, t: (f(*p), 3 * t[1] * p[0]))
    return f


def backward_rule():
    f = jax.custom_vjp(lambda s, x: jnp.sin(x) + 0 * s)
    f.defvjp(lambda s, x: (f(s, x), s), lambda s, ct: (jnp.zeros_like(s), 3 * ct * s))
    return f


def held(f):
    return lambda s: lambda x: f(lax.stop_gradient(s), x)


def root(s):
    return lambda x: lax.custom_root(
        lambda y: y * y * y - s * x,
        1.0 + 0 * x,
        lambda f, y0: lax.fori_loop(0, 60, lambda i, y: y - f(y) / (3 * y * y), y0),
        lambda g, y: y / g(1.0),
    )


KINDS = {
    "forward": held(forward()),
    "backward": held(backward()),
    "forwardRule": held(forward_rule()),
    "backwardRule": held(backward_rule()),
    "root": root,
}


def branch(mk, s):
    return lambda x: lax.cond(x > 0, lambda x: mk(s)(x), jnp.sin, x)


def thrice(mk, s):
    return lambda x: lax.scan(lambda c, _: (mk(s)(c), None), x, None, length=3)[0]


SCENARIOS = {
    "vmap": lambda mk: vmap(lambda s: mk(s)(s))(SS),
    "vmapUnmapped": lambda mk: vmap(lambda s: mk(s)(X0))(SS),
    "vmapBoth": lambda mk: vmap(lambda s, x: mk(s)(x))(SS, XX),
    "vmapGrad": lambda mk: vmap(lambda s: grad(lambda x: mk(s)(x))(s))(SS),
    "vmapGradUnmapped": lambda mk: vmap(lambda s: grad(lambda x: mk(s)(x))(X0))(SS),
    "gradVmap": lambda mk: grad(lambda x: vmap(lambda s: mk(s)(x))(SS).sum())(X0),
    "gradVmapBoth": lambda mk: grad(lambda x: vmap(lambda s, x: mk(s)(x))(SS, x).sum())(XX),
    "gradJitVmap": lambda mk: grad(jit(lambda x: vmap(lambda s: mk(s)(x))(SS).sum()))(X0),
    "gradJitVmapBoth": lambda mk: grad(jit(lambda x: vmap(lambda s, x: mk(s)(x))(SS, x).sum()))(XX),
    "vmapVmap": lambda mk: vmap(lambda s: vmap(lambda x: mk(s)(x))(XX))(SS),
    "vmapVmapSwapped": lambda mk: vmap(lambda x: vmap(lambda s: mk(s)(x))(SS))(XX),
    "vmapVmapGrad": lambda mk: vmap(lambda s: vmap(lambda x: grad(lambda x: mk(s)(x))(x))(XX))(SS),
    "vmapVmapGradSwapped": lambda mk: vmap(lambda x: vmap(lambda s: grad(lambda x: mk(s)(x))(x))(SS))(XX),
    "jit": lambda mk: jit(lambda s: mk(s)(s))(S0),
    "jitGrad": lambda mk: jit(lambda s: grad(lambda x: mk(s)(x))(s))(S0),
    "jitVmapGrad": lambda mk: jit(lambda ss: vmap(lambda s: grad(lambda x: mk(s)(x))(s))(ss))(SS),
    "vmapJit": lambda mk: vmap(lambda s: jit(lambda x: mk(s)(x))(s))(SS),
    "vmapJitOwn": lambda mk: vmap(jit(lambda s: mk(s)(s)))(SS),
    "vmapGradJit": lambda mk: vmap(lambda s: grad(jit(lambda x: mk(s)(x)))(s))(SS),
    "gradJit": lambda mk: grad(jit(lambda x: mk(S0)(x)))(X0),
    "gradJitArgument": lambda mk: grad(lambda x: jit(lambda x, s: mk(s)(x))(x, S0))(X0),
    "vmapGradJitArgument": lambda mk: vmap(lambda s: grad(lambda x: jit(lambda x, s: mk(s)(x))(x, s))(s))(SS),
    "jvpJitArgument": lambda mk: jvp(lambda x: jit(lambda x, s: mk(s)(x))(x, S0), (X0,), (1.0,))[1],
    "gradOwn": lambda mk: grad(lambda s: mk(s)(s))(S0),
    "gradClosed": lambda mk: grad(lambda s: mk(s)(X0))(S0),
    "gradJitOwn": lambda mk: grad(jit(lambda s: mk(s)(s)))(S0),
    "jitGradOwn": lambda mk: jit(grad(lambda s: mk(s)(s)))(S0),
    "gradVmapClosed": lambda mk: grad(lambda ss: vmap(lambda s: mk(s)(X0))(ss).sum())(SS),
    "gradVmapOwn": lambda mk: grad(lambda ss: vmap(lambda s: mk(s)(s))(ss).sum())(SS),
    "gradGradClosed": lambda mk: grad(lambda s: grad(lambda x: mk(s)(x))(X0))(S0),
    "gradCondClosed": lambda mk: grad(lambda s: branch(mk, s)(s))(S0),
    "gradScanOwn": lambda mk: grad(lambda x: lax.scan(lambda c, _: (mk(c)(c), None), x, None, length=3)[0])(X0),
    "gradCond": lambda mk: grad(branch(mk, S0))(X0),
    "vmapCond": lambda mk: vmap(lambda s: branch(mk, s)(s))(SS),
    "vmapCondUnmapped": lambda mk: vmap(lambda s: branch(mk, s)(X0))(SS),
    "vmapGradCond": lambda mk: vmap(lambda s: grad(branch(mk, s))(s))(SS),
    "vmapGradCondUnmapped": lambda mk: vmap(lambda s: grad(branch(mk, s))(X0))(SS),
    "gradVmapCond": lambda mk: grad(lambda x: vmap(lambda s: lax.cond(s > 0, lambda x: mk(s)(x), jnp.sin, x))(SS).sum())(X0),
    "jitGradCond": lambda mk: jit(lambda s: grad(branch(mk, s))(s))(S0),
    "gradJitCondArgument": lambda mk: grad(lambda x: jit(lambda x, s: branch(mk, s)(x))(x, S0))(X0),
    "gradCondOperand": lambda mk: grad(
        lambda x: lax.cond(x > 0, lambda x, s: mk(s)(x), lambda x, s: jnp.sin(x), x, S0)
    )(X0),
    "vmapScan": lambda mk: vmap(lambda s: thrice(mk, s)(s))(SS),
    "gradScan": lambda mk: grad(thrice(mk, S0))(X0),
    "vmapGradScan": lambda mk: vmap(lambda s: grad(thrice(mk, s))(s))(SS),
    "jitGradScan": lambda mk: jit(lambda s: grad(thrice(mk, s))(s))(S0),
    "scanRows": lambda mk: lax.scan(lambda c, s: (mk(s)(c), None), X0, SS)[0],
    "gradScanRows": lambda mk: grad(lambda x: lax.scan(lambda c, s: (mk(s)(c), None), x, SS)[0])(X0),
    "gradScanCarry": lambda mk: grad(
        lambda x: lax.scan(lambda c, _: ((mk(c[1])(c[0]), c[1]), None), (x, S0), None, length=3)[0][0]
    )(X0),
    "vmapGradGrad": lambda mk: vmap(lambda s: grad(grad(lambda x: mk(s)(x)))(s))(SS),
    "vmapJacfwd": lambda mk: vmap(lambda s: jax.jacfwd(lambda x: mk(s)(x))(s))(SS),
    "vmapJacrev": lambda mk: vmap(lambda s: jax.jacrev(lambda x: mk(s)(x))(s))(SS),
    "vmapGradCheckpoint": lambda mk: vmap(lambda s: grad(jax.checkpoint(lambda x: mk(s)(x)))(s))(SS),
    "gradVmapOuterClosed": lambda mk: grad(lambda s: vmap(lambda x: mk(s)(x))(XX).sum())(S0),
    "vmapWhile": lambda mk: vmap(lambda s: lax.while_loop(lambda c: c < 0, lambda c: mk(s)(c) * 0 + 1, s))(SS),
}


def value(scenario, mk):
    try:
        return jnp.asarray(scenario(mk)).tolist()
    except TypeError as error:
        assert "forward-mode" in str(error), error
        return None


if __name__ == "__main__":
    fixture = {
        kind: {name: value(scenario, mk) for name, scenario in SCENARIOS.items()} for kind, mk in KINDS.items()
    }
    path = Path(__file__).parent / "fixtures" / "closures.json"
    path.write_text(json.dumps(fixture, indent=1).replace("\n   ", " ").replace("\n  ]", " ]") + "\n")
