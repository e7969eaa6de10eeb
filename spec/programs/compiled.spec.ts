import fc from 'fast-check'
import { describe, it } from 'vitest'
import { families } from '../fuzz/families.ts'
import { attempt, trials } from '../fuzz/trial.ts'
import { seed } from '../support/prop.ts'

/** `npm run fuzz` tries more. */
const runs = 20

describe('random programs under random transforms give compiled what they give eagerly', () => {
  it.each(families.map(({ name }) => name))('%s', async (name) => {
    await fc.assert(
      fc.asyncProperty(trials([name]), async (trial) => {
        const { kind, report } = await attempt(trial, 1)
        if (kind === 'different') throw new Error(`${trial.text}\n${report}`)
      }),
      { seed, numRuns: runs },
    )
  })
})
