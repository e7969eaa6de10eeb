import { jitIsEager } from '../../src/testing/laws/jit-is-eager.ts'
import { randomLike } from '../../src/testing/vectors.ts'
import { grad } from '../../src/transforms/grad.ts'
import { jvp } from '../../src/transforms/jvp.ts'
import { differentiatedCase, eachRow, hasMode, within } from '../support/each-row.ts'
import { floats, operandsOf } from '../support/sampling.ts'
import { weightedSum } from '../support/weighted-sum.ts'

eachRow(
  'a jitted operation gives what it gives eagerly',
  (one, seed) => jitIsEager(one.f, operandsOf(one, seed)),
  { dtypes: ({ dtypes = floats }) => dtypes, runs: 8 },
)

eachRow(
  'a jitted derivative is the eager one, in forward mode',
  (one, seed, row) => {
    const [f, xs] = differentiatedCase(one, seed, row)
    jitIsEager(
      (...both) => jvp(f, both.slice(0, xs.length), both.slice(xs.length)),
      [...xs, ...randomLike(xs, seed)],
      within(row, 'grad'),
    )
  },
  { where: hasMode('fwd'), runs: 5 },
)

eachRow(
  'a jitted gradient is the eager one',
  (one, seed, row) => {
    const [f, xs] = differentiatedCase(one, seed, row)
    const argnums = xs.map((_, i) => i)
    jitIsEager(grad(weightedSum(f), { argnums }), xs, within(row, 'grad'))
  },
  { where: hasMode('rev'), runs: 5 },
)
