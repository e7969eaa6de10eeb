/**
 * Compares ways to run random programs under random transforms.
 * `npm run fuzz -- --count 20000 --seed 1`; `--seed 123 --count 1` repeats the trial that was reported as 123.
 * `--family loops` takes one family of programs only, and `--threads 2` also compares two threads with one, bit by bit.
 */
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import fc from 'fast-check'
import '../../src/setup-wasm.ts'
import { attempt, type Outcome, type Trial, trials } from './trial.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1' },
    family: { type: 'string', multiple: true, default: [] },
  },
})
const [count, seed, threads] = [values.count, values.seed, values.threads].map(Number) as [
  number,
  number,
  number,
]
const all = trials(values.family)

const counts: Record<Outcome['kind'], number> = {
  equal: 0,
  unstable: 0,
  'not compiled': 0,
  different: 0,
}

let shared = 0

/** The trial of a seed; if it fails, the smallest like it that fails. */
const run = async (trialSeed: number): Promise<string | undefined> => {
  let first: Outcome['kind'] | undefined
  let last: { readonly trial: Trial; readonly outcome: Outcome } | undefined
  const result = await fc.check(
    fc.asyncProperty(all, async (trial) => {
      const outcome = await attempt(trial, threads)
      first ??= outcome.kind
      if (outcome.isShared === true) shared += 1
      if (outcome.kind !== 'different') return true
      last = { trial, outcome }
      return false
    }),
    { seed: trialSeed, numRuns: 1 },
  )
  counts[result.failed || first === undefined ? 'different' : first] += 1
  if (!result.failed) return undefined
  if (last === undefined) return `seed ${trialSeed}: ${result.errorInstance}`
  return `seed ${trialSeed}: ${last.trial.text}\n${last.outcome.report}`
}

const bar = new SingleBar({
  format: '{bar} {value}/{total}, seed {seed}, {different} differ, {eta_formatted} left',
  noTTYOutput: !process.stderr.isTTY,
  notTTYSchedule: 20_000,
})
bar.start(count, 0, { seed, different: 0 })
for (let i = 0; i < count; i++) {
  const report = await run(seed + i)
  if (report !== undefined) console.log(`\n${report}\n`)
  bar.update(i + 1, { seed: seed + i, different: counts.different })
}
bar.stop()
console.log(
  `seeds ${seed} to ${seed + count - 1}: ${Object.entries(counts)
    .map(([kind, n]) => `${n} ${kind}`)
    .join(', ')}${threads > 1 ? `; ${shared} shared between threads` : ''}`,
)
process.exit(counts.different === 0 ? 0 : 1)
