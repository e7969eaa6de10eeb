import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ModuleBuilder } from '../../../../src/backends/wasm/encoder/index.ts'
import type { Contraction } from '../../../../src/compiler/kernels.ts'
import { type DType, dtypes } from '../../../../src/core/dtype.ts'
import { prop } from '../../../support/prop.ts'
import {
  dense,
  type Epilogue,
  epilogues,
  layouts,
  longEpilogue,
  resultsOf,
  runContraction,
  truth,
  viewOf,
} from './contraction-support.ts'

const numbers = dtypes.filter((dtype) => dtype !== 'bool')
const product = epilogues[0]!

const sizes = fc.oneof(
  fc.constantFrom(0, 1, 4, 8),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 21 }),
)

interface Sample {
  readonly contraction: Contraction
  readonly epilogue: Epilogue
}

const samples = (dtypes: readonly DType[], choices: readonly Epilogue[]): fc.Arbitrary<Sample> =>
  fc
    .record({
      dtype: fc.constantFrom(...dtypes),
      batch: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 2 }),
      m: sizes,
      n: sizes,
      k: sizes,
      epilogue: fc.constantFrom(...choices),
      inputs: fc.array(layouts(false), { minLength: 4, maxLength: 4 }),
      outputs: fc.array(layouts(true), { minLength: 3, maxLength: 3 }),
    })
    .map(({ dtype, batch, m, n, k, epilogue, inputs, outputs }) => ({
      epilogue,
      contraction: {
        kind: 'contraction',
        dtype,
        batch,
        m,
        n,
        k,
        lhs: viewOf(dtype, [...batch, m, k], inputs[0]!),
        rhs: viewOf(dtype, [...batch, k, n], inputs[1]!),
        operands: epilogue
          .operands(dtype)
          .map((type, i) => viewOf(type, [...batch, m, n], inputs[2 + i]!)),
        results: resultsOf(epilogue, dtype, (type, i) =>
          viewOf(type, [...batch, m, n], outputs[i]!),
        ),
      },
    }))

const cuts = fc.array(fc.nat(1000), { maxLength: 3 })

const check = ({ contraction, epilogue }: Sample, at: readonly number[] = []): undefined => {
  const { actual, expected } = runContraction(contraction, epilogue.compute, at)
  expect(actual).toEqual(expected)
}

const isRelaxed = (): boolean => {
  const module = new ModuleBuilder()
  const f = module.function()
  f.zeroVector().zeroVector().zeroVector().op('f32x4.relaxed_madd').op('drop')
  return WebAssembly.validate(module.encode({ initial: 1, maximum: 1, shared: false }))
}

describe('contractions', () => {
  prop(
    'are products of views, and what is made of them',
    [samples(numbers, [...epilogues, longEpilogue]), cuts],
    check,
    {
      numRuns: 300,
    },
  )

  prop('of booleans are true where a pair is', [samples(['bool'], [truth]), cuts], check)

  const orders = { N: [0, 1, 2], T: [0, 2, 1] } as const
  const matmul = (
    dtype: DType,
    [b, m, n, k]: readonly [number, number, number, number],
    sides: readonly ['N' | 'T', 'N' | 'T'],
    epilogue = product,
  ): Contraction => ({
    kind: 'contraction',
    dtype,
    batch: [b],
    m,
    n,
    k,
    lhs: dense(dtype, [b, m, k], orders[sides[0]]),
    rhs: dense(dtype, [b, k, n], orders[sides[1]]),
    operands: epilogue.operands(dtype).map((type) => dense(type, [b, m, n])),
    results: resultsOf(epilogue, dtype, (type) => dense(type, [b, m, n])),
  })
  const sides = ['NN', 'NT', 'TN', 'TT'] as unknown as readonly (readonly ['N' | 'T', 'N' | 'T'])[]
  const large = [
    ['float32', [1, 133, 61, 300]],
    ['float64', [1, 67, 33, 780]],
    ['float32', [1, 37, 70, 1000]],
    ['float64', [3, 37, 41, 50]],
    ['float32', [1, 1, 80, 900]],
    ['float64', [1, 200, 2, 50]],
    ['int32', [2, 165, 10, 17]],
    ['float32', [1, 9, 330, 50]],
  ] as const

  it.each(large.flatMap(([dtype, shape]) => sides.map((side) => [dtype, shape, side] as const)))(
    'are right when they are large: %s %j %s',
    (dtype, shape, side) => {
      check({ contraction: matmul(dtype, shape, side), epilogue: product }, [300, 500])
    },
  )

  it('add up long sums in parts, and apply expressions to their ends', () => {
    const epilogue = epilogues[1]!
    check(
      { contraction: matmul('float32', [1, 40, 12, 1601], ['N', 'N'], epilogue), epilogue },
      [500],
    )
  })

  it.each([true, false])(
    'share rhs among batches (of rows one after the other: %s)',
    (rowsAreOne) => {
      const contraction = matmul('float32', [6, 9, 40, 41], ['N', 'T'])
      const lhs = rowsAreOne ? contraction.lhs : dense('float32', [6, 9, 41], [1, 2, 0])
      const rhs = { ...contraction.rhs, strides: [0, 1, 41] }
      check({ contraction: { ...contraction, lhs, rhs }, epilogue: product }, [400])
    },
  )

  it('are right where rows of few are far apart', () => {
    const contraction = matmul('float32', [1, 9, 300, 301], ['T', 'N'])
    const lhs = { ...dense('float32', [301, 200]), strides: [0, 1, 200] }
    check({ contraction: { ...contraction, lhs }, epilogue: product }, [500])
  })

  it('have units to share out, and none where there is nothing to do', () => {
    const units = (shape: readonly [number, number, number, number]): number =>
      runContraction(matmul('float32', shape, ['N', 'N']), product.compute).units
    expect(units([1, 64, 64, 64])).toBeGreaterThanOrEqual(4)
    expect(units([16, 32, 40, 40])).toBe(16)
    expect(units([1, 3, 3, 3])).toBe(1)
    expect(units([1, 40, 40, 512])).toBeGreaterThanOrEqual(8)
    expect(units([0, 3, 3, 3])).toBe(0)
    expect(units([2, 3, 0, 3])).toBe(0)
  })

  it.skipIf(!isRelaxed())('may multiply and add in one', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const contraction = matmul(dtype, [1, 8, 8, 8], ['N', 'N'])
      const { actual, expected } = runContraction(contraction, product.compute, [], true)
      expect(actual).toEqual(expected)
    }
  })
})
