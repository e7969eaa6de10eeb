import { describe, expect, it } from 'vitest'
import { grad, jit, lax, np, type Tensor } from '../../src/index.ts'

const f64 = (values: number | readonly number[]): Tensor => np.array(values, { dtype: 'float64' })
const read = (x: Tensor): readonly number[] => [...x.data()]

/** The derivative of an order of a function that acts on each element. */
const derivative = (f: Fn, order: number): Fn =>
  order === 0 ? f : derivative(grad((x: Tensor) => np.sum(f(x))) as Fn, order - 1)

type Fn = (x: Tensor) => Tensor

const ways: readonly (readonly [string, (f: Fn) => Fn])[] = [
  ['eager', (f) => f],
  ['compiled', (f) => jit(f)],
]

describe.each(ways)('derivatives beside what a mask excludes, %s', (_, way) => {
  const rows = [
    [1, Number.NaN, 3, 7],
    [1, Number.POSITIVE_INFINITY, 3, 7],
    [1, 1e300, 3, 7],
  ]
  const kept = [0, 2, 3]
  const mask = np.array([true, false, true, true])

  it.each([
    ['var', np.var],
    ['std', np.std],
  ] as const)('are those of the others alone: %s', (_name, f) => {
    for (const ddof of [0, 1])
      for (const row of rows) {
        const masked = grad((x: Tensor) => f(x, { where: mask, ddof }))
        const alone = grad((x: Tensor) => f(x, { ddof }))
        const [got, want] = [
          read(way(masked)(f64(row))),
          read(alone(f64(kept.map((i) => row[i] as number)))),
        ]
        expect(got[1]).toBe(0)
        kept.forEach((at, k) => {
          expect(got[at]).toBeCloseTo(want[k] as number, 12)
        })
      }
  })

  it('are finite for nanvar and nanstd', () => {
    const x = f64([1, Number.NaN, 3])
    expect(read(way(grad((v: Tensor) => np.nanvar(v)))(x))).toEqual([-1, 0, 1])
    expect(read(way(grad((v: Tensor) => np.nanstd(v)))(x))).toEqual([-0.5, 0, 0.5])
  })

  it('are finite where options exclude too', () => {
    const x = f64([1, Number.NaN, 3, Number.POSITIVE_INFINITY])
    const where = np.array([true, true, true, false])
    expect(read(way(grad((v: Tensor) => np.nanvar(v, { where })))(x))).toEqual([-1, 0, 1, 0])
    expect(read(way(grad((v: Tensor) => np.nanmean(v, { where })))(x))).toEqual([0.5, 0, 0.5, 0])
  })
})

describe.each(ways)('powers with whole exponents in a tensor, %s', (_, way) => {
  it.each([1, 2, 3, 4])(
    'have the derivatives of products at 0 and elsewhere, order %i',
    (order) => {
      const at = [0, -0, 2, -1.5]
      for (const n of [0, 1, 2, 3, 5]) {
        const exponents = np.full([at.length], n, { dtype: 'int32' })
        const plain = derivative((x) => np.power(x, n), order)(f64(at))
        for (const power of [np.power, lax.pow]) {
          const got = read(way(derivative((x) => power(x, exponents), order))(f64(at)))
          read(plain).forEach((want, i) => {
            expect(got[i]).toBeCloseTo(want, 10)
          })
        }
      }
    },
  )
})

describe.each(ways)('sinc, %s', (_, way) => {
  const squared = Math.PI ** 2
  /** The first term of the power series of each derivative. */
  const leading: readonly ((x: number) => number)[] = [
    () => 1,
    (x) => (-squared / 3) * x,
    () => -squared / 3,
    (x) => (squared ** 2 / 5) * x,
    () => squared ** 2 / 5,
  ]

  it.each([0, 1, 2, 3, 4])('has a derivative of order %i near 0', (order) => {
    for (const dtype of ['float32', 'float64'] as const)
      for (const at of [0, 1e-38, -1e-30, 1e-20, -1e-12, 1e-6]) {
        const got = way(derivative(np.sinc, order))(np.array([at], { dtype })).item()
        const want = (leading[order] as (x: number) => number)(Math.fround(at))
        expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-5 * Math.abs(want) + 1e-44)
      }
  })

  it('has derivatives without a step where the series ends', () => {
    for (let order = 1; order <= 4; order++) {
      const edge = (1 + order / 4) / Math.PI
      const [below, above] = read(
        way(derivative(np.sinc, order))(f64([edge * (1 - 1e-12), edge * (1 + 1e-12)])),
      ) as [number, number]
      expect(Math.abs(below - above)).toBeLessThan(1e-9)
    }
  })
})

describe('indices out of range', () => {
  const x = f64([1, 2, 3])

  it('count on from the other end with wrap, be they plain or in a tensor', () => {
    for (const [index, place] of [
      [7, 1],
      [-5, 1],
      [3, 0],
    ] as const)
      for (const at of [index, np.array([index], { dtype: 'int32' })]) {
        expect(x.at(at).get({ mode: 'wrap' }).item()).toBe(place + 1)
        const changed = read(x.at(at).set(9, { mode: 'wrap' }))
        expect(changed.indexOf(9)).toBe(place)
      }
  })

  it('fill booleans with booleans', () => {
    const truths = np.array([true, false])
    const places = np.array([5], { dtype: 'int32' })
    expect(read(np.take(truths, places, { fillValue: 3 }))).toEqual([1])
    expect(read(truths.at(5).get({ mode: 'fill', fillValue: 0 }))).toEqual([0])
  })
})

describe('cumlogsumexp of infinity', () => {
  it('has the derivative 1 in it alone', () => {
    const weights = f64([2, 5])
    const f = (x: Tensor): Tensor => np.sum(lax.cumlogsumexp(x).mul(weights))
    const slope = grad((x: Tensor) => np.sum(lax.cumlogsumexp(x, { axis: 0 }).mul(weights)))
    expect(f(f64([0, Number.POSITIVE_INFINITY])).item()).toBe(Number.POSITIVE_INFINITY)
    expect(read(slope(f64([0, Number.POSITIVE_INFINITY])))).toEqual([2, 5])
  })
})
