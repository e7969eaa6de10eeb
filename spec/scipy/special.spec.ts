import { describe, expect, it } from 'vitest'
import { grad, jit, jvp, np, scipy, type Tensor, vmap } from '../../src/index.ts'
import { checkGrads } from '../../src/testing/index.ts'
import { expectClose } from '../support/expect-close.ts'

const { special } = scipy

const vector = (...xs: readonly number[]): Tensor => np.array(Float64Array.from(xs))
const number = (x: number): Tensor => np.array(x, { dtype: 'float64' })

const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  i0: special.i0,
  i0e: special.i0e,
  i1: special.i1,
  i1e: special.i1e,
  erf: special.erf,
  erfc: special.erfc,
  expit: special.expit,
  ndtr: special.ndtr,
  logNdtr: special.logNdtr,
  gammaln: (x) => special.gammaln(x.mul(x).add(0.5)),
  digamma: (x) => special.digamma(x.mul(x).add(0.5)),
  polygamma: (x) => special.polygamma(2, x.mul(x).add(0.5)),
  entr: (x) => special.entr(x.mul(x).add(0.5)),
  betaln: (x) => special.betaln(x.mul(x).add(0.5), x.add(20)),
  xlogy: (x) => special.xlogy(x, x.mul(x).add(0.5)),
  xlog1py: (x) => special.xlog1py(x, x.mul(x)),
  logit: (x) => special.logit(special.expit(x)),
  ndtri: (x) => special.ndtri(special.expit(x)),
  erfinv: (x) => special.erfinv(np.tanh(x)),
}

describe.each(Object.entries(functions))('special.%s', (_, f) => {
  const x = vector(-1.3, 0.4, 2.1)

  it('has the derivatives of its finite differences', () => {
    checkGrads((y: Tensor) => f(y).sum(), [x], { order: 2 })
  })

  it('under vmap and jit gives what it gives alone', () => {
    expectClose(vmap(f)(x), [...f(x).data()])
    expectClose(jit(f)(x), [...f(x).data()])
  })

  it('keeps float32', () => {
    expect(f(np.array([0.5])).dtype).toBe('float32')
  })
})

describe('Bessel functions', () => {
  it('have the right derivatives of every order at 0', () => {
    const derivatives = [1, 0, 1 / 2, 0, 3 / 8, 0, 5 / 16]
    let f: (x: Tensor) => Tensor = special.i0
    for (const value of derivatives) {
      expectClose(f(number(0)), value)
      f = grad(f)
    }
  })

  it('meet where their expansions do', () => {
    for (const f of [special.i0e, special.i1e, grad(special.i1), grad(grad(special.i1))]) {
      const [below, above] = [f(number(8)), f(number(8 + 1e-13))]
      expectClose(above, below.item())
    }
  })

  it('are even and odd, and do not overflow when scaled', () => {
    expectClose(special.i0(vector(-3)), [...special.i0(vector(3)).data()])
    expectClose(special.i1(vector(-3)), [...special.i1(vector(3)).neg().data()])
    expectClose(special.i0e(vector(1e6)), [1 / Math.sqrt(2e6 * Math.PI)], 'numeric')
  })

  it('i0 is np.i0', () => {
    expect(np.i0).toBe(special.i0)
  })
})

describe('products with logarithms', () => {
  it('are 0 where the first factor is, except at NaN', () => {
    const y = vector(0, -1, Number.NaN)
    expect([...special.xlogy(vector(0, 0, 0), y).data()]).toEqual([0, 0, Number.NaN])
    expect([...special.xlog1py(vector(0, 0, 0), y.sub(1)).data()]).toEqual([0, 0, Number.NaN])
  })

  it('entr has an infinite slope at 0 and is -∞ below', () => {
    expect(special.entr(number(-1)).item()).toBe(Number.NEGATIVE_INFINITY)
    expect(special.entr(number(0)).item()).toBe(-0)
    expect(grad(special.entr)(number(0)).item()).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('the normal distribution', () => {
  it('ndtri inverts ndtr far into the tail', () => {
    const x = vector(-37, -20, -5, -1, 0, 0.1, 3)
    expectClose(special.ndtri(special.ndtr(x)), [...x.data()], 'grad')
  })

  it('ndtri is infinite at 0 and 1, and NaN beyond', () => {
    expect([...special.ndtri(vector(0, 0.5, 1, 1.5, -0.5)).data()]).toEqual([
      Number.NEGATIVE_INFINITY,
      0,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      Number.NaN,
    ])
  })

  it('logNdtr and its slope stay finite far below 0', () => {
    const [value, slope] = jvp(special.logNdtr, [number(-1e6)], [number(1)])
    expectClose(value, -500_000_000_014.7344)
    expectClose(slope, 1e6 + 1e-6)
  })

  it('logNdtr takes more terms', () => {
    const exact = -203.93720562293421
    const error = (seriesOrder: number): number =>
      Math.abs(special.logNdtr(number(-20.001), { seriesOrder }).item() - exact)
    expect(error(0)).toBeGreaterThan(error(3))
  })
})

describe('the gamma function', () => {
  it('betaln does not lose large arguments to cancellation', () => {
    const [a, b] = [1e-3, 1e12]
    expectClose(special.betaln(a, number(b)), 6.879550369, 'numeric')
    expectClose(special.betaln(number(3), 15), -7.620705086838262)
  })

  it('polygamma refuses orders that are no integers', () => {
    expect(() => special.polygamma(0.5, 1)).toThrow('integer order')
    expect(() => special.polygamma(np.array([1]), 1)).toThrow('integer orders')
  })
})
