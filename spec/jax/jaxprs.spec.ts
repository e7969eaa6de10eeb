import { describe, expect, it } from 'vitest'
import { grad, jvp, lax, makeJaxpr, np, stopGradient, type Tensor, vmap } from '../../src/index.ts'
import { readFixture } from './support/data.ts'

const { jaxprs } = readFixture<{ readonly jaxprs: readonly { name: string; text: string }[] }>(
  'jaxprs',
)

const v = np.zeros([3])
const m = np.zeros([2, 3])
const s = np.zeros([])

/** Without layout, and without the semicolons that JAX prints only where equations share a line. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/;(?= [\w:[\], ]+ = )/g, '')
    .replace(/(?<=\[) | (?=\])/g, '')
    .trim()

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
  gradTanh: () => makeJaxpr(grad((x: Tensor) => np.tanh(x)))(s),
  stopGradient: () => makeJaxpr(grad((x: Tensor) => np.multiply(stopGradient(x), x)))(s),
}

describe('makeJaxpr prints what JAX prints', () => {
  const known = jaxprs.filter(({ name }) => name in programs)

  it.each(known)('$name', ({ name, text }) => {
    expect(plain(String(programs[name]?.()))).toBe(text)
  })
})
