import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prop } from '../../support/prop.ts'
import {
  at,
  floatDType,
  type Plain,
  plain,
  positiveSizes,
  rowMajorSample,
  runAll,
  sample,
} from './support.ts'

const tolerance = (x: Plain) => (x.dtype === 'float32' ? 1e-4 : 1e-11)

/** `a b` for batches of matrices. */
const product = (a: Plain, b: Plain): Plain =>
  plain('float64', [...a.shape.slice(0, -1), b.shape.at(-1) ?? 0], (index) => {
    const batch = index.slice(0, -2)
    const [i = 0, j = 0] = index.slice(-2)
    let sum = 0
    for (let k = 0; k < (a.shape.at(-1) ?? 0); k++)
      sum += at(a, [...batch, i, k]) * at(b, [...batch, k, j])
    return sum
  })

const transposed = (a: Plain): Plain => {
  const [m = 0, n = 0] = a.shape.slice(-2)
  return plain(a.dtype, [...a.shape.slice(0, -2), n, m], (index) => {
    const [i = 0, j = 0] = index.slice(-2)
    return at(a, [...index.slice(0, -2), j, i])
  })
}

const expectClose = (actual: Plain, expected: Plain, atol: number): void => {
  expect(actual.shape).toEqual(expected.shape)
  actual.values.forEach((v, i) => {
    expect(Math.abs(v - (expected.values[i] ?? Number.NaN))).toBeLessThan(atol * (1 + Math.abs(v)))
  })
}

const matrices = (columns: (n: number) => number = (n) => n) =>
  fc
    .tuple(floatDType, fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 2 }), positiveSizes)
    .chain(([dtype, batch, n]) => sample(dtype, [...batch, n, columns(n)]))

const asInput = (x: Plain) => rowMajorSample(x.dtype, x.shape, x.values)

describe('cholesky', () => {
  prop('gives the lower factor', [matrices((n) => n + 1)], (x) => {
    const a = { ...product(x, transposed(x)), dtype: x.dtype }
    const positive = plain(x.dtype, a.shape, (index) => {
      const [i, j] = index.slice(-2)
      return at(a, index) + (i === j ? 1 : 0)
    })
    const [values = []] = runAll({ kind: 'cholesky' }, [asInput(positive)], [positive])
    const factor = { dtype: x.dtype, shape: a.shape, values }
    expectClose(product(factor, transposed(factor)), positive, 20 * tolerance(x))
  })

  it('is NaN below the diagonal for that matrix alone which is not positive definite', () => {
    const x = rowMajorSample('float32', [2, 2, 2], [1, 2, 2, 1, 4, 2, 2, 2])
    const [values] = runAll({ kind: 'cholesky' }, [x], [x])
    expect(values).toEqual([Number.NaN, 0, Number.NaN, Number.NaN, 2, 0, 1, 1])
  })
})

describe('triangularSolve', () => {
  prop(
    'undoes the product with either triangle, transposed or not',
    [
      matrices().chain((a) =>
        fc.record({
          a: fc.constant(a),
          b: sample(a.dtype, [...a.shape.slice(0, -1), 3]),
          lower: fc.boolean(),
          transposeA: fc.boolean(),
          unitDiagonal: fc.boolean(),
        }),
      ),
    ],
    ({ a, b, lower, transposeA, unitDiagonal }) => {
      const scaled = plain(a.dtype, a.shape, (index) => {
        const [i = 0, j = 0] = index.slice(-2)
        return i === j ? at(a, index) / 4 + 8 : at(a, index) / 4
      })
      const triangle = plain(a.dtype, a.shape, (index) => {
        const [i = 0, j = 0] = index.slice(-2)
        if (i === j) return unitDiagonal ? 1 : at(scaled, index)
        return lower === i > j ? at(scaled, index) : 0
      })
      const [values = []] = runAll(
        { kind: 'triangularSolve', lower, transposeA, unitDiagonal },
        [asInput(scaled), b],
        [b],
      )
      const solution = { dtype: b.dtype, shape: b.shape, values }
      const back = product(transposeA ? transposed(triangle) : triangle, solution)
      const size = Math.max(1, ...values.map(Math.abs))
      expectClose(back, b, size * tolerance(a))
    },
  )
})

describe('lu', () => {
  prop(
    'factors the matrix with its rows pivoted',
    [matrices((n) => (n === 4 ? 6 : n === 5 ? 2 : n))],
    (x) => {
      const [rows = 0, columns = 0] = x.shape.slice(-2)
      const inner = Math.min(rows, columns)
      const batch = x.shape.slice(0, -2)
      const [values = [], order = []] = runAll(
        { kind: 'lu' },
        [x],
        [x, { dtype: 'int32', shape: [...batch, rows] }],
      )
      const packed = { dtype: x.dtype, shape: x.shape, values }
      const permutation: Plain = { dtype: 'int32', shape: [...batch, rows], values: order }
      const l = plain(x.dtype, [...batch, rows, inner], (index) => {
        const [i = 0, j = 0] = index.slice(-2)
        return i === j ? 1 : i > j ? at(packed, index) : 0
      })
      const u = plain(x.dtype, [...batch, inner, columns], (index) => {
        const [i = 0, j = 0] = index.slice(-2)
        return i <= j ? at(packed, index) : 0
      })
      const pivoted = plain(x.dtype, x.shape, (index) => {
        const [i = 0, j = 0] = index.slice(-2)
        return at(x, [...index.slice(0, -2), at(permutation, [...index.slice(0, -2), i]), j])
      })
      expectClose(product(l, u), pivoted, 10 * tolerance(x))
      for (const v of l.values) expect(Math.abs(v)).toBeLessThanOrEqual(1 + 1e-6)
    },
  )
})
