import { expect } from 'vitest'
import { sameShape, sizeOf } from '../../src/core/aval.ts'
import { allocate, dtypes } from '../../src/core/dtype.ts'
import { DtypeError } from '../../src/core/errors.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { flatten } from '../../src/core/tree-def.ts'
import { evalShape } from '../../src/transforms/make-jaxpr.ts'
import { eachRow, type LawSettings } from '../support/each-row.ts'
import { samples } from '../support/samples.ts'
import { floats, operandsOf } from '../support/sampling.ts'

const everyDtype: LawSettings = { dtypes: (row) => row.dtypes ?? floats, runs: 12 }

/** The shape of the buffer itself, which the shape rule only promises. */
const heldShape = (x: Tensor): readonly number[] =>
  (x.concrete('the spec').buffer as { readonly shape: readonly number[] }).shape

eachRow(
  'the shape rule promises what the backend makes',
  (one, seed) => {
    const operands = operandsOf(one, seed)
    const promised = flatten(evalShape(one.f, ...operands))[0] as Tensor[]
    const made = flatten(one.f(...operands))[0] as Tensor[]
    expect(made.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
      promised.map(({ shape, dtype }) => ({ shape, dtype })),
    )
    for (const x of made) {
      const data = x.data()
      expect(data.length).toBe(sizeOf(x.shape))
      expect(data.constructor).toBe(allocate(x.dtype, 0).constructor)
      expect(sameShape(heldShape(x), x.shape)).toBe(true)
    }
  },
  everyDtype,
)

eachRow(
  'operands are as they were afterwards',
  (one, seed) => {
    const operands = operandsOf(one, seed)
    const before = operands.map((x) => x.data())
    one.f(...operands)
    expect(operands.map((x) => x.data())).toEqual(before)
  },
  everyDtype,
)

/** Whether an operation has nothing to do, such as reducing no axes: it hands its operand on then. */
const isTrivial = (results: unknown, operands: readonly Tensor[]): boolean =>
  (flatten(results)[0] as Tensor[]).every((y) => operands.includes(y))

eachRow(
  'what is not accepted is refused, and not computed in some way',
  (one, seed) => {
    const operands = operandsOf(one, seed)
    let results: unknown
    try {
      results = one.f(...operands)
    } catch (error) {
      expect(error).toBeInstanceOf(DtypeError)
      return
    }
    if (!isTrivial(results, operands)) throw new Error('expected a DtypeError, got a result')
  },
  {
    dtypes: ({ dtypes: accepted = floats }) => dtypes.filter((dtype) => !accepted.includes(dtype)),
    // What this accepts is up to the function that it is given.
    where: (row) => row !== samples['associativeScanFlat'],
    runs: 3,
  },
)
