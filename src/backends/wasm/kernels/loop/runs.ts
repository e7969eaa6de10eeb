import { run, shortRun } from './sum.ts'

/** Where loops over reduced axes are cut into runs. */
export interface Runs {
  /** The position of the loop that is cut, from the outermost; none where all is one short run. */
  readonly loop: number | undefined
  /** Rounds of that loop in a run. */
  readonly rounds: number
}

/**
 * How to cut loops, given by their rounds from the outermost, so that few values are combined one after another: `inner` is
 * how many the body of the innermost one combines.
 */
export const planRuns = (rounds: readonly number[], inner: number): Runs => {
  let values = inner
  for (let loop = rounds.length - 1; loop >= 0; loop--) {
    if (values * rounds[loop]! > shortRun) {
      return { loop, rounds: Math.max(1, Math.floor(run / values)) }
    }
    values *= rounds[loop]!
  }
  return { loop: undefined, rounds: 0 }
}
