import { vmapCommutesWithJvp } from '../../src/testing/laws/vmap-commutes-with-jvp.ts'
import { vmapIsLoop } from '../../src/testing/laws/vmap-is-loop.ts'
import { makeRandom } from '../../src/testing/random.ts'
import { eachRow, hasMode, within } from '../support/each-row.ts'
import { batchedOperandsOf, type Case, floats } from '../support/sampling.ts'

/** Which operands are mapped, and along which axes: at least one of them. */
const mappings = ({ operands }: Case, seed: number): readonly (readonly (number | null)[])[] => {
  const random = makeRandom(seed)
  const count = operands.length
  const masks =
    count <= 3
      ? Array.from({ length: 2 ** count - 1 }, (_, i) => i + 1)
      : Array.from({ length: 4 }, () => 1 + Math.floor(random.uniform() * (2 ** count - 1)))
  return masks.map((mask) =>
    operands.map(({ shape }, i) =>
      (mask >> i) % 2 === 1 ? Math.floor(random.uniform() * (shape.length + 1)) : null,
    ),
  )
}

const sizeFor = (seed: number): number => [3, 1, 2, 4][seed % 4] ?? 3

eachRow(
  'a mapped operation is a loop, whichever operands are mapped along whichever axes',
  (one, seed) => {
    const size = sizeFor(seed)
    if (one.operands.length === 0) vmapIsLoop(one.f, [], { axisSize: size })
    for (const inAxes of mappings(one, seed)) {
      const operands = batchedOperandsOf(one, seed, size, inAxes)
      vmapIsLoop(one.f, operands, { inAxes, outAxes: seed % 3 === 0 ? -1 : 0 })
    }
  },
  { dtypes: ({ dtypes = floats }) => dtypes, runs: 6 },
)

eachRow(
  'a mapped operation gives no examples for none',
  (one, seed) => {
    const inAxes = one.operands.map(() => 0)
    vmapIsLoop(one.f, batchedOperandsOf(one, seed, 0, inAxes), { inAxes, axisSize: 0 })
  },
  { runs: 4 },
)

eachRow(
  'mapping and differentiating commute',
  (one, seed, row) => {
    for (const inAxes of mappings(one, seed)) {
      const operands = batchedOperandsOf(one, seed, sizeFor(seed), inAxes)
      vmapCommutesWithJvp(one.f, operands, { inAxes, seed, ...within(row, 'grad') })
    }
  },
  { where: hasMode('fwd'), runs: 6 },
)
