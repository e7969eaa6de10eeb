import { describe, expect, it } from 'vitest'
import { isNeutral, neutralOf } from '../../src/core/identities.ts'
import type { BinaryOp } from '../../src/core/scalar.ts'
import { type DType, jit, lax, np, type Tensor, vmap } from '../../src/index.ts'
import { tensorOf } from '../jax/support/data.ts'
import { isClose } from '../support/tolerance.ts'

const { MAX_VALUE, POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: nan } = Number

const floats = [
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  2 ** -149,
  2 ** -140,
  3e38,
  POSITIVE_INFINITY,
  NEGATIVE_INFINITY,
  nan,
]
const points: Partial<Readonly<Record<DType, readonly number[]>>> = {
  float32: floats,
  float64: [...floats, 5e-324, MAX_VALUE],
  int32: [0, 1, -1, 2, 31, 32, 2 ** 31 - 1, -(2 ** 31)],
  uint32: [0, 1, 2, 31, 32, 2 ** 31, 2 ** 32 - 1],
  bool: [0, 1],
}

const operations: Partial<Readonly<Record<BinaryOp, (x: Tensor, y: Tensor) => Tensor>>> = {
  add: lax.add,
  sub: lax.sub,
  mul: lax.mul,
  div: lax.div,
  rem: lax.rem,
  max: lax.max,
  min: lax.min,
  pow: lax.pow,
  atan2: lax.atan2,
  nextAfter: lax.nextafter,
  and: lax.bitwiseAnd,
  or: lax.bitwiseOr,
  xor: lax.bitwiseXor,
  shiftLeft: lax.shiftLeft,
  shiftRightLogical: lax.shiftRightLogical,
  shiftRightArithmetic: lax.shiftRightArithmetic,
}

const accepts = (f: (x: Tensor, y: Tensor) => Tensor, x: Tensor): boolean => {
  try {
    f(x, x)
    return true
  } catch {
    return false
  }
}

const cases = Object.entries(points).flatMap(([dtype, values]) => {
  const x = tensorOf(values, [values.length], dtype as DType)
  return Object.entries(operations)
    .filter(([, f]) => accepts(f, x))
    .map(([op, f]) => ({ op: op as BinaryOp, dtype: dtype as DType, values, x, f }))
})

const elements = (x: Tensor): number[] => Array.from(x.data(), Number)

describe('identities', () => {
  it.each(cases)(
    '$op of $dtype by its neutral elements is the other operand',
    ({ op, dtype, x, f }) => {
      const { left, right } = neutralOf(op, dtype)
      if (right !== undefined)
        expect(elements(f(x, tensorOf([right], [], dtype)))).toEqual(elements(x))
      if (left !== undefined)
        expect(elements(f(tensorOf([left], [], dtype), x))).toEqual(elements(x))
    },
  )

  it.each(cases)(
    '$op of $dtype and a constant is the same compiled',
    ({ op, values, dtype, x, f }) => {
      for (const value of values) {
        const c = tensorOf([value], [], dtype)
        for (const [name, g] of [
          [`x ${op} ${value}`, (y: Tensor) => f(y, c)],
          [`${value} ${op} x`, (y: Tensor) => f(c, y)],
        ] as const) {
          const expected = elements(g(x))
          const compiled = elements(jit(g)(x))
          // These are computed in other ways.
          if (op === 'pow' || op === 'atan2')
            expect(
              compiled.filter((got, i) => !isClose(got, expected[i] ?? nan, dtype)),
              name,
            ).toEqual([])
          else expect(compiled, name).toEqual(expected)
          expect(elements(jit(vmap(g))(x)), `${name} by element`).toEqual(compiled)
        }
      }
    },
  )

  it.each(['float32', 'float64'] as const)('%s zeros keep their signs', (dtype) => {
    const x = tensorOf([-0, 0], [2], dtype)
    const forms: readonly [string, (x: Tensor) => Tensor, readonly number[]][] = [
      ['x + 0', (y) => y.add(0), [0, 0]],
      ['0 + x', (y) => np.add(0, y), [0, 0]],
      ['x + -0', (y) => y.add(-0), [-0, 0]],
      ['x - 0', (y) => y.sub(0), [-0, 0]],
      ['x - -0', (y) => y.sub(-0), [0, 0]],
      ['0 - x', (y) => np.subtract(0, y), [0, 0]],
      ['-x + 0', (y) => y.neg().add(0), [0, 0]],
      ['x * 1 + 0', (y) => y.mul(1).add(0), [0, 0]],
      ['x + 0 + 0', (y) => y.add(0).add(0), [0, 0]],
      ['sum over no axis but one', (y) => np.sum(np.reshape(y, [2, 1]), { axis: 1 }), [-0, 0]],
      ['max(x, 0)', (y) => np.maximum(y, 0), [0, 0]],
      ['max(0, x)', (y) => np.maximum(0, y), [0, 0]],
      ['min(x, 0)', (y) => np.minimum(y, 0), [-0, 0]],
      ['min(-0, x)', (y) => np.minimum(-0, y), [-0, -0]],
    ]
    for (const [name, f, expected] of forms) {
      expect(elements(f(x)), name).toEqual(expected)
      expect(elements(jit(f)(x)), `${name}, compiled`).toEqual(expected)
    }
  })

  it('tells zeros apart only where the dtype has two', () => {
    expect(isNeutral(0, -0, 'float32')).toBe(false)
    expect(isNeutral(0, -0, 'int32')).toBe(true)
    expect(isNeutral(0, undefined, 'int32')).toBe(false)
  })
})
