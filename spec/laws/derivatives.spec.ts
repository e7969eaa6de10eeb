import { expect } from 'vitest'
import { isFloat } from '../../src/core/dtype.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { flatten } from '../../src/core/tree-def.ts'
import { checkGrads } from '../../src/testing/check-grads.ts'
import { isLinear } from '../../src/testing/laws/is-linear.ts'
import { jvpMatchesFiniteDifferences } from '../../src/testing/laws/jvp-matches-finite-differences.ts'
import { transposeIsAdjoint } from '../../src/testing/laws/transpose-is-adjoint.ts'
import { randomLike } from '../../src/testing/vectors.ts'
import { jvp } from '../../src/transforms/jvp.ts'
import {
  differentiatedCase,
  eachRow,
  hasMode,
  restricted,
  stepOf,
  within,
} from '../support/each-row.ts'
import { operandsOf } from '../support/sampling.ts'

eachRow(
  'forward mode agrees with finite differences',
  (one, seed, row) => {
    const [f, xs] = differentiatedCase(one, seed, row)
    jvpMatchesFiniteDifferences(f, xs, { eps: stepOf(row), seed, ...within(row, 'numeric') })
  },
  { where: (row) => hasMode('fwd')(row) && row.flat !== true },
)

eachRow(
  'reverse mode agrees with finite differences where there is no forward mode',
  (one, seed, row) => {
    const [f, xs] = differentiatedCase(one, seed, row)
    checkGrads(f, xs, { modes: ['rev'], seed, ...within(row, 'numeric') })
  },
  { where: (row) => hasMode('rev')(row) && row.modes?.includes('fwd') === false },
)

eachRow(
  'the derivative is zero where the operation is flat',
  (one, seed, row) => {
    const [f, xs] = differentiatedCase(one, seed, row)
    const [, tangent] = jvp(f, xs, randomLike(xs, seed))
    for (const dy of flatten(tangent)[0] as Tensor[])
      expect(dy.data().every((x) => x === 0)).toBe(true)
  },
  { where: (row) => hasMode('fwd')(row) && row.flat === true },
)

eachRow(
  'reverse mode is the adjoint of forward mode',
  (one, seed, row) => {
    const [f, xs] = differentiatedCase(one, seed, row)
    transposeIsAdjoint(f, xs, { seed, ...within(row, 'grad') })
  },
  { where: hasMode('fwd', 'rev') },
)

eachRow(
  'the linear operations are linear, and their transposes are their adjoints',
  (one, seed, row) => {
    const tensors = operandsOf(one, seed)
    for (const operands of row.linear ?? []) {
      const [f, xs] = restricted(one.f, tensors, operands)
      if (xs.every((x) => isFloat(x.dtype))) isLinear(f, xs, { seed, ...within(row, 'grad') })
    }
  },
  { where: (row) => row.linear !== undefined },
)
