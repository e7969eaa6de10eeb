import type { Errors } from './test.ts'

/** What one algorithm reached. */
export interface Result {
  readonly name: string
  /** Meta-iterations of the training. */
  readonly iterations: number
  readonly seconds: number
  /** By number of support points. */
  readonly tests: readonly Errors[]
}

const number = (x: number): string => (x >= 1e4 ? x.toExponential(1) : x.toFixed(3))

/** Mean ± CI (median); an adaptation that diverged on some task has no mean, and on most no median. */
const cell = (mean: number, ci: number, median: number): string => {
  const middle = Number.isFinite(mean) ? `${number(mean)} ± ${number(ci)}` : 'diverged'
  return Number.isFinite(median) ? `${middle} (${number(median)})` : middle
}

const stepsOf = (n: number): string => `${n} ${n === 1 ? 'step' : 'steps'}`

/**
 * The results for one number of support points as lines of text: test MSE, mean ± 95 % CI and median, by
 * gradient steps.
 */
export const formatTable = (results: readonly Result[], shots: number): string => {
  const rows = results.flatMap(({ name, iterations, seconds, tests }) =>
    tests
      .filter((errors) => errors.shots === shots)
      .map(({ mean, ci, median }) => [
        name,
        String(iterations),
        seconds.toFixed(1),
        ...mean.map((m, i) => cell(m, ci[i] ?? 0, median[i] ?? 0)),
      ]),
  )
  const steps = results[0]?.tests[0]?.steps ?? []
  const all = [['', 'iterations', 'seconds', ...steps.map(stepsOf)], ...rows]
  const widths = (all[0] ?? []).map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n')
}
