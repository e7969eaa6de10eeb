import type { AnyAlgorithm } from './algorithm.ts'
import { paperRuns } from './paper-runs.ts'
import { shortRuns } from './short-runs.ts'

/** What is trained, and how it is tested. */
export interface Mode {
  readonly algorithms: readonly AnyAlgorithm[]
  /** Numbers of support points of the test. */
  readonly shots: readonly number[]
  /** Numbers of gradient steps of the test. */
  readonly steps: readonly number[]
}

export const shortMode: Mode = { algorithms: shortRuns, shots: [10], steps: [0, 1, 5, 10] }

export const paperMode: Mode = {
  algorithms: paperRuns,
  shots: [5, 10, 20],
  steps: [0, 1, 5, 10, 16],
}

export const namesOf = ({ algorithms }: Mode): readonly string[] =>
  algorithms.map((use) => use(({ name }) => name))

/** The algorithms of the given names, in the order of the mode. */
export const pick = ({ algorithms }: Mode, names: readonly string[]): readonly AnyAlgorithm[] =>
  algorithms.filter((use) => names.includes(use(({ name }) => name)))
