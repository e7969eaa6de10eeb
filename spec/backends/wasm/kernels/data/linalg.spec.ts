import fc from 'fast-check'
import { describe, it } from 'vitest'
import { ModuleBuilder } from '../../../../../src/backends/wasm/encoder/index.ts'
import { makeAval, type Shape } from '../../../../../src/core/aval.ts'
import type { DType } from '../../../../../src/core/dtype.ts'
import { assertProp, prop } from '../../../../support/prop.ts'
import { floatDType } from '../../../ndarray/support.ts'
import { type Elements, elements, expectClose, expectSame, manners, tensors } from './support.ts'

const batches = fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 2 })
const orders = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 17)
const values = fc.integer({ min: -64, max: 64 }).map((n) => n / 16)

/** With some that make factorizations fail. */
const matrices = (dtype: DType, shape: Shape): fc.Arbitrary<Elements> =>
  fc.oneof(
    { weight: 4, arbitrary: tensors(dtype, shape, values) },
    tensors(
      dtype,
      shape,
      fc.oneof({ weight: 9, arbitrary: values }, fc.constantFrom(0, Number.NaN, Infinity)),
    ),
    tensors(dtype, shape, fc.constantFrom(0, 1)),
  )

/** Adds `by` to the diagonals of square matrices. */
const shifted = ({ dtype, shape, data }: Elements, by: number): Elements => {
  const n = shape.at(-1)!
  return elements(
    dtype,
    shape,
    [...data].map((v, i) => v + ((i % (n * n)) % (n + 1) === 0 ? by : 0)),
  )
}

describe('cholesky', () => {
  prop(
    'gives what the reference gives',
    [
      fc.tuple(floatDType, batches, orders).chain(([dtype, batch, n]) =>
        fc.record({
          x: matrices(dtype, [...batch, n, n]),
          shift: fc.constantFrom(0, 4 * n, 8 * n),
          manner: manners,
        }),
      ),
    ],
    ({ x, shift, manner }) =>
      expectSame({ kind: 'cholesky' }, [shifted(x, shift)], [makeAval(x.shape, x.dtype)], {
        ...manner,
        inPlace: false,
      }),
    { numRuns: 150 },
  )
})

describe('lu', () => {
  prop(
    'gives what the reference gives',
    [
      fc
        .tuple(floatDType, batches, orders, orders)
        .chain(([dtype, batch, rows, columns]) =>
          fc.record({ x: matrices(dtype, [...batch, rows, columns]), manner: manners }),
        ),
    ],
    ({ x, manner }) =>
      expectSame(
        { kind: 'lu' },
        [x],
        [makeAval(x.shape, x.dtype), makeAval(x.shape.slice(0, -1), 'int32')],
        { ...manner, inPlace: false },
      ),
    { numRuns: 150 },
  )
})

describe('triangularSolve', () => {
  prop(
    'gives what the reference gives',
    [
      fc
        .tuple(floatDType, batches, orders, fc.constantFrom(0, 1, 1, 2, 3, 5, 8, 9, 17))
        .chain(([dtype, batch, n, m]) =>
          fc.record({
            a: tensors(dtype, [...batch, n, n], values),
            b: tensors(dtype, [...batch, n, m], values),
            lower: fc.boolean(),
            transposeA: fc.boolean(),
            unitDiagonal: fc.boolean(),
            manner: manners,
          }),
        ),
    ],
    ({ a, b, lower, transposeA, unitDiagonal, manner }) =>
      expectClose(
        { kind: 'triangularSolve', lower, transposeA, unitDiagonal },
        [
          unitDiagonal
            ? elements(
                a.dtype,
                a.shape,
                [...a.data].map((v) => v / 16),
              )
            : shifted(a, 16),
          b,
        ],
        [makeAval(b.shape, b.dtype)],
        { ...manner, inPlace: false },
        b.dtype === 'float32' ? 1e-6 : 1e-13,
      ),
    { numRuns: 200 },
  )
})

const isRelaxed = (): boolean => {
  const module = new ModuleBuilder()
  const f = module.function()
  f.zeroVector().zeroVector().zeroVector().op('f64x2.relaxed_madd').op('drop')
  return WebAssembly.validate(module.encode({ initial: 1, maximum: 1, shared: false }))
}

describe('fused products', () => {
  it.skipIf(!isRelaxed())('change results by rounding alone', () => {
    assertProp(
      [
        fc.tuple(floatDType, orders, fc.constantFrom(1, 2, 9)).chain(([dtype, n, m]) =>
          fc.record({
            x: tensors(dtype, [2, n, n], values),
            b: tensors(dtype, [2, n, m], values),
            lower: fc.boolean(),
            transposeA: fc.boolean(),
          }),
        ),
      ],
      ({ x, b, lower, transposeA }) => {
        const manner = { cuts: [], inPlace: false, relaxed: true }
        const tolerance = x.dtype === 'float32' ? 1e-6 : 1e-13
        const n = x.shape.at(-1)!
        const dominant = shifted(x, 8 * n + 16)
        const same = makeAval(x.shape, x.dtype)
        const order = makeAval([2, n], 'int32')
        expectClose({ kind: 'cholesky' }, [dominant], [same], manner, tolerance)
        expectClose({ kind: 'lu' }, [dominant], [same, order], manner, tolerance)
        expectClose(
          { kind: 'triangularSolve', lower, transposeA, unitDiagonal: false },
          [dominant, b],
          [makeAval(b.shape, b.dtype)],
          manner,
          tolerance,
        )
        return undefined
      },
    )
  })
})
