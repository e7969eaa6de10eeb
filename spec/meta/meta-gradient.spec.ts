import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  flatGradient,
  looped,
  mamlInputs,
  mapped,
  relativeError,
} from '../../bench/support/maml.ts'
import { grad, jit } from '../../src/index.ts'

interface Reference {
  readonly steps: number
  readonly gradient: readonly number[]
}

const { results } = JSON.parse(
  readFileSync(new URL('../jax/fixtures/maml.json', import.meta.url), 'utf8'),
) as { results: readonly Reference[] }

/** Largest error relative to max |g|, by dtype: what rounding of the dtype itself leaves. */
const bounds = { float32: 5e-6, float64: 1e-10 } as const

describe("MAML's meta-gradient of the 1-40-40-1 network is JAX's in float64", () => {
  for (const { steps, gradient } of results)
    for (const dtype of ['float32', 'float64'] as const)
      for (const [form, objective] of [
        ['mapped', mapped(steps)],
        ['looped', looped(steps)],
      ] as const)
        for (const [mode, run] of [
          ['eager', grad(objective)],
          ['jitted', jit(grad(objective))],
        ] as const)
          it(`with ${steps} inner steps in ${dtype}, tasks ${form}, ${mode}`, () => {
            const { params, tasks } = mamlInputs(dtype)
            const error = relativeError(flatGradient(run(params, tasks)), gradient)
            expect(error).toBeLessThanOrEqual(bounds[dtype])
          })
})
