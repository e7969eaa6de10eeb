import { describe, expect, it } from 'vitest'
import { intrinsics } from '../../../src/backends/ndarray/intrinsics/index.ts'
import references from './intrinsics.json' with { type: 'json' }

const k = intrinsics

/** Relative error, or absolute where a function has zeros that no formula follows: left of the origin. */
const errorOf = (actual: number, expected: number, absolute: boolean): number =>
  Math.abs(actual - expected) / (absolute ? Math.max(1, Math.abs(expected)) : Math.abs(expected))

describe('intrinsics', () => {
  it.each(['erf', 'erfc', 'erfInv', 'lgamma', 'digamma', 'logistic'] as const)(
    '%s is accurate to a few units in the last place',
    (name) => {
      const { x, y } = references[name]
      x.forEach((argument, i) => {
        const absolute = argument < 0 && (name === 'lgamma' || name === 'digamma')
        const expected = y[i] ?? Number.NaN
        if (expected === 0) expect(k[name](argument)).toBe(0)
        else expect(errorOf(k[name](argument), expected, absolute)).toBeLessThan(8e-16)
      })
    },
  )

  it('gives XLA’s float32 erfInv to the last bit', () => {
    const { x, y } = references.erfInv32
    expect(x.map((bits) => k.floatToBits(k.erfInv32(k.bitsToFloat(bits))))).toEqual(y)
  })

  it.each<[keyof typeof k, readonly number[], number]>([
    ['erf', [Infinity], 1],
    ['erf', [-Infinity], -1],
    ['erf', [Number.NaN], Number.NaN],
    ['erf', [-0], -0],
    ['erfc', [Infinity], 0],
    ['erfc', [-Infinity], 2],
    ['erfc', [Number.NaN], Number.NaN],
    ['erfInv', [1], Infinity],
    ['erfInv', [-1], -Infinity],
    ['erfInv', [1.5], Number.NaN],
    ['erfInv', [-2], Number.NaN],
    ['erfInv', [Number.NaN], Number.NaN],
    ['erfInv', [0], 0],
    ['erfInv32', [1], Infinity],
    ['erfInv32', [-1], -Infinity],
    ['erfInv32', [1.5], Number.NaN],
    ['erfInv32', [Number.NaN], Number.NaN],
    ['lgamma', [0], Infinity],
    ['lgamma', [-3], Infinity],
    ['lgamma', [1], 0],
    ['lgamma', [2], 0],
    ['lgamma', [Infinity], Infinity],
    ['lgamma', [-Infinity], Infinity],
    ['lgamma', [Number.NaN], Number.NaN],
    ['lgamma', [1e306], Infinity],
    ['digamma', [0], Number.NaN],
    ['digamma', [-2], Number.NaN],
    ['digamma', [Infinity], Infinity],
    ['digamma', [-Infinity], Number.NaN],
    ['digamma', [Number.NaN], Number.NaN],
    ['logistic', [-Infinity], 0],
    ['logistic', [Infinity], 1],
    ['logistic', [-800], 0],
    ['logistic', [Number.NaN], Number.NaN],
    ['pow', [1, Number.NaN], 1],
    ['pow', [-1, Infinity], 1],
    ['pow', [Number.NaN, 0], 1],
    ['pow', [-8, 1 / 3], Number.NaN],
    ['pow', [0, -1], Infinity],
    ['powInteger', [3, 40], 689956897],
    ['powInteger', [2, -1], 0],
    ['powInteger', [1, -5], 1],
    ['powInteger', [-1, -5], -1],
    ['powInteger', [-1, -4], 1],
    ['powInteger', [0, 0], 1],
    ['roundEven', [0.5], 0],
    ['roundEven', [1.5], 2],
    ['roundEven', [-0.5], -0],
    ['roundEven', [-2.5], -2],
    ['roundEven', [-0], -0],
    ['roundEven', [1e300], 1e300],
    ['roundEven', [Number.NaN], Number.NaN],
    ['roundAway', [0.5], 1],
    ['roundAway', [-2.5], -3],
    ['roundAway', [0.49999999999999994], 0],
    ['roundAway', [-Infinity], -Infinity],
    ['popcount', [-1], 32],
    ['popcount', [0x80000001], 2],
    ['popcount', [0], 0],
    ['nextAfter32', [0, 1], 1.401298464324817e-45],
    ['nextAfter32', [0, -1], -1.401298464324817e-45],
    ['nextAfter32', [1, 1], 1],
    ['nextAfter32', [Infinity, 0], 3.4028234663852886e38],
    ['nextAfter32', [-1, 0], -0.9999999403953552],
    ['nextAfter32', [1, 2], 1.0000001192092896],
    ['nextAfter32', [Number.NaN, 0], Number.NaN],
    ['nextAfter', [0, 1], 5e-324],
    ['nextAfter', [5e-324, 0], 0],
    ['nextAfter', [1, 2], 1.0000000000000002],
    ['nextAfter', [1, 0], 0.9999999999999999],
    ['nextAfter', [-1, -2], -1.0000000000000002],
    ['nextAfter', [Infinity, 0], 1.7976931348623157e308],
    ['nextAfter', [1.7976931348623157e308, Infinity], Infinity],
    ['nextAfter', [4294967296.000001, 0], 4294967296],
    ['nextAfter', [0, Number.NaN], Number.NaN],
  ])('%s(%j) = %d', (name, args, expected) => {
    const call = k[name] as (...args: readonly number[]) => number
    expect(call(...args)).toBe(expected)
  })

  it('lets no magnitude of the error function exceed 1', () => {
    for (let x = -7; x <= 7; x += 1 / 512) expect(Math.abs(k.erf(x))).toBeLessThanOrEqual(1)
  })
})
