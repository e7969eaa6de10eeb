import type { Tensor } from '../../src/core/tensor.ts'
import { checkGrads } from '../../src/testing/check-grads.ts'
import { jvpMatchesFiniteDifferences } from '../../src/testing/laws/jvp-matches-finite-differences.ts'
import { secondDerivativesAgree } from '../../src/testing/laws/second-derivatives-agree.ts'
import { randomLike } from '../../src/testing/vectors.ts'
import { jvp } from '../../src/transforms/jvp.ts'
import { differentiatedCase, eachRow, hasMode, stepOf, within } from '../support/each-row.ts'

eachRow(
  'the four compositions of modes agree with each other and with finite differences',
  (one, seed, row) => {
    const [f, xs] = differentiatedCase(one, seed, row)
    secondDerivativesAgree(f, xs, { seed, eps: stepOf(row), ...within(row, 'numeric') })
  },
  { where: (row) => hasMode('fwd', 'rev')(row) && row.flat !== true, runs: 6 },
)

eachRow(
  'forward mode twice agrees with finite differences where there is no reverse mode',
  (one, seed, row) => {
    const [f, xs] = differentiatedCase(one, seed, row)
    const dx = randomLike(xs, seed)
    const derivative = (...at: Tensor[]): unknown => jvp(f, at, dx)[1]
    jvpMatchesFiniteDifferences(derivative, xs, { seed: seed + 1, ...within(row, 'numeric') })
  },
  { where: (row) => hasMode('fwd')(row) && row.modes?.includes('rev') === false, runs: 6 },
)

eachRow(
  'reverse mode twice agrees with finite differences where there is no forward mode',
  (one, seed, row) => {
    const [f, xs] = differentiatedCase(one, seed, row)
    checkGrads(f, xs, { modes: ['rev'], order: 2, seed, ...within(row, 'numeric') })
  },
  { where: (row) => hasMode('rev')(row) && row.modes?.includes('fwd') === false, runs: 6 },
)
