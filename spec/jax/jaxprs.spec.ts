import { describe, expect, it } from 'vitest'
import { grad, jvp, lax, makeJaxpr, np, type Tensor, vmap } from '../../src/index.ts'
import { canonical } from './support/canonical.ts'
import { readFixture } from './support/data.ts'

const { jaxprs } = readFixture<{ readonly jaxprs: readonly { name: string; text: string }[] }>(
  'jaxprs',
)

const v = np.zeros([3])
const m = np.zeros([2, 3])
const s = np.zeros([])

const programs: Readonly<Record<string, () => unknown>> = {
  sin: () => makeJaxpr((x: Tensor) => np.sin(x))(s),
  sinTimesX: () => makeJaxpr((x: Tensor) => np.multiply(np.sin(x), x))(s),
  jvpExp: () => makeJaxpr((x: Tensor, t: Tensor) => jvp(np.exp, [x], [t]))(s, s),
  jvpMul: () =>
    makeJaxpr((x: Tensor, y: Tensor, t: Tensor, u: Tensor) => jvp(lax.mul, [x, y], [t, u]))(
      s,
      s,
      s,
      s,
    ),
  vmapSin: () => makeJaxpr(vmap((x: Tensor) => np.sin(x)))(v),
  vmapDot: () =>
    makeJaxpr(vmap((w: Tensor, x: Tensor) => lax.dot(w, x), { inAxes: [null, 0] }))(v, m),
  matmul: () => makeJaxpr((a: Tensor, b: Tensor) => lax.dot(a, b))(m, v),
  sumAxis: () => makeJaxpr((x: Tensor) => np.sum(x, { axis: 0 }))(m),
  maxOfAll: () => makeJaxpr((x: Tensor) => np.max(x))(m),
  transpose: () => makeJaxpr((x: Tensor) => np.transpose(x))(m),
  closedOver: () => makeJaxpr((x: Tensor) => np.add(x, v))(v),
  literal: () => makeJaxpr((x: Tensor) => np.add(np.multiply(2, x), 1))(s),
  pair: () =>
    makeJaxpr((p: { a: Tensor; b: Tensor }) => ({ b: p.a, a: np.sin(p.b) }))({ a: s, b: v }),
  unused: () => makeJaxpr((x: Tensor, _: Tensor) => x)(s, v),
  gradSin: () => makeJaxpr(grad((x: Tensor) => np.sin(x)))(s),
  gradSumSquares: () => makeJaxpr(grad((x: Tensor) => np.sum(np.multiply(x, x))))(v),
  gradDot: () => makeJaxpr(grad((w: Tensor, x: Tensor) => lax.dot(w, x)))(v, v),
  vmapAddNone: () => makeJaxpr(vmap(lax.add, { inAxes: [0, null] }))(v, s),
  broadcastAdd: () => makeJaxpr((x: Tensor, y: Tensor) => np.add(x, y))(m, v),
  cond: () => makeJaxpr((x: Tensor) => lax.cond(np.greater(x, 0), np.sin, np.cos, x))(s),
  scan: () =>
    makeJaxpr((x: Tensor, xs: Tensor) =>
      lax.scan((c: Tensor, a: Tensor) => [np.multiply(c, a), c], x, xs),
    )(s, v),
}

// Left out: where a derivative is written with other primitives than JAX's (`tanh`, the second
// derivative of `sin`, `stopGradient`), and `np.where`, which JAX puts into a jit of its own.
describe('makeJaxpr prints what JAX prints', () => {
  const known = jaxprs.filter(({ name }) => name in programs)

  it.each(known)('$name', ({ name, text }) => {
    expect(canonical(String(programs[name]?.()))).toBe(canonical(text))
  })
})
