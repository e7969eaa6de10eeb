import type { Tensor } from '../../../src/index.ts'
import { type Comparison, tolerance } from '../../support/tolerance.ts'
import type { Expected } from './data.ts'

const finite = (values: readonly number[]): readonly number[] => values.filter(Number.isFinite)

const show = (x: { readonly dtype: string; readonly shape: readonly number[] }): string =>
  `${x.dtype}[${x.shape.join(',')}]`

/** The entries that differ by more than the tolerance, whose absolute part grows with the largest entry. */
const entryDifferences = (
  actual: ArrayLike<number>,
  { data, dtype }: Expected,
  comparison: Comparison,
): string[] => {
  const wanted = data.map(Number)
  const scale = finite(wanted).reduce((m, v) => Math.max(m, Math.abs(v)), 0)
  const { rtol, atol } = tolerance(dtype, comparison)
  return wanted.flatMap((want, i) => {
    const got = actual[i] ?? Number.NaN
    if (Object.is(got, want) || got === want) return []
    const limit = rtol * Math.abs(want) + atol * Math.max(1, scale)
    return Math.abs(got - want) <= limit ? [] : [`  [${i}] expected ${want}, got ${got}`]
  })
}

/** What differs between a result and JAX's, a line each; empty when they agree. */
export const differences = (
  actual: readonly Tensor[],
  expected: readonly Expected[],
  comparison: Comparison = 'equal',
): readonly string[] => {
  if (actual.length !== expected.length)
    return [`expected ${expected.length} results, got ${actual.length}`]
  return expected.flatMap((want, k) => {
    const got = actual[k] as Tensor
    if (show(got) !== show(want)) return [`result ${k}: expected ${show(want)}, got ${show(got)}`]
    const wrong = entryDifferences(got.data(), want, comparison)
    if (wrong.length === 0) return []
    const shown = wrong.slice(0, 6)
    const rest = wrong.length > shown.length ? [`  and ${wrong.length - shown.length} more`] : []
    return [`result ${k}, ${show(want)}:`, ...shown, ...rest]
  })
}
