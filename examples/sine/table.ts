/** What one algorithm reached. */
export interface Result {
  readonly name: string
  readonly steps: readonly number[]
  readonly mean: readonly number[]
  readonly ci: readonly number[]
  readonly median: readonly number[]
  readonly seconds: number
}

const number = (x: number): string => (x >= 1e4 ? x.toExponential(1) : x.toFixed(3))

/** Mean ± CI (median); an adaptation that diverged on some task has no mean, and on most no median. */
const cell = (mean: number, ci: number, median: number): string => {
  const middle = Number.isFinite(mean) ? `${number(mean)} ± ${number(ci)}` : 'diverged'
  return Number.isFinite(median) ? `${middle} (${number(median)})` : middle
}

/** The results as lines of text: test MSE, mean ± 95 % CI and median, per number of gradient steps. */
export const formatTable = (results: readonly Result[]): string => {
  const steps = results[0]?.steps ?? []
  const header = ['', ...steps.map((n) => `${n} ${n === 1 ? 'step' : 'steps'}`), 'seconds']
  const rows = results.map((r) => [
    r.name,
    ...r.mean.map((m, i) => cell(m, r.ci[i] ?? 0, r.median[i] ?? 0)),
    r.seconds.toFixed(1),
  ])
  const all = [header, ...rows]
  const widths = header.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n')
}
