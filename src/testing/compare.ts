import { sameShape, showAval } from '../core/aval.ts'
import { ShapeError } from '../core/errors.ts'
import type { Tensor } from '../core/tensor.ts'
import { LawError } from './law-error.ts'

/** How far two numbers may lie apart: `|got − expected| ≤ atol + rtol |expected|`. */
export interface Tolerance {
  readonly rtol: number
  readonly atol: number
}

/** Whether `got` equals `expected` within the tolerance. Infinities equal themselves, NaN nothing. */
export const isClose = (expected: number, got: number, { rtol, atol }: Tolerance): boolean =>
  expected === got ||
  (Number.isFinite(expected) && Math.abs(got - expected) <= atol + rtol * Math.abs(expected))

/** Throws `LawError` unless two scalars are close. */
export const requireClose = (
  law: string,
  what: string,
  path: string,
  expected: number,
  got: number,
  tolerance: Tolerance,
): void => {
  if (!isClose(expected, got, tolerance)) throw new LawError(law, what, path, expected, got)
}

export type Numbers = ArrayLike<number>

/** Throws `LawError` at the first elements that are not close. `null` lists are not compared. */
export const requireCloseLists = (
  law: string,
  what: string,
  paths: readonly string[],
  expected: readonly (Numbers | null)[],
  got: readonly (Numbers | null)[],
  toleranceOf: (leaf: number) => Tolerance,
): void => {
  expected.forEach((list, i) => {
    const other = got[i]
    if (list === null || !other) return
    for (let k = 0; k < list.length; k++)
      requireClose(
        law,
        what,
        list.length === 1 ? (paths[i] ?? '') : `${paths[i]}, element ${k}`,
        Number(list[k]),
        Number(other[k]),
        toleranceOf(i),
      )
  })
}

const byDtype: Readonly<Record<string, Tolerance>> = {
  float32: { rtol: 1e-5, atol: 1e-5 },
  float64: { rtol: 1e-10, atol: 1e-10 },
}

/** What the same computation by another way may differ by: rounding errors, and nothing for integers. */
const sameTolerance =
  (tensors: readonly Tensor[], given: Partial<Tolerance>) =>
  (leaf: number): Tolerance => ({
    ...(byDtype[tensors[leaf]?.dtype ?? ''] ?? { rtol: 0, atol: 0 }),
    ...given,
  })

/** `got` with NaN replaced by infinity where `expected` is NaN too, as `expected` is by itself. */
const equateNaN = (expected: Numbers, got: Numbers): readonly [Numbers, Numbers] => {
  const isBoth = (i: number): boolean => Number.isNaN(expected[i]) && Number.isNaN(got[i])
  const replace = (list: Numbers): Numbers =>
    Array.from(list, (x, i) => (isBoth(i) ? Number.POSITIVE_INFINITY : x))
  return [replace(expected), replace(got)]
}

/**
 * Throws unless two lists of tensors agree in number, shapes, dtypes and, within tolerance, elements; a
 * NaN agrees with a NaN.
 */
export const requireSame = (
  law: string,
  what: string,
  paths: readonly string[],
  expected: readonly Tensor[],
  got: readonly Tensor[],
  given: Partial<Tolerance>,
): void => {
  if (expected.length !== got.length)
    throw new ShapeError(law, `expected ${expected.length} results, got ${got.length} ${what}`)
  expected.forEach((x, i) => {
    const y = got[i] as Tensor
    if (x.dtype !== y.dtype || !sameShape(x.shape, y.shape))
      throw new ShapeError(
        law,
        `expected ${showAval(x)}, got ${showAval(y)} ${what} at ${paths[i]}`,
      )
  })
  const pairs = expected.map((x, i) => equateNaN(x.data(), (got[i] as Tensor).data()))
  requireCloseLists(
    law,
    what,
    paths,
    pairs.map(([x]) => x),
    pairs.map(([, y]) => y),
    sameTolerance(expected, given),
  )
}
