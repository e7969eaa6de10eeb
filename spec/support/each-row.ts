import fc from 'fast-check'
import { describe, it } from 'vitest'
import type { DType } from '../../src/core/dtype.ts'
import { isFloat } from '../../src/core/dtype.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { assertProp } from './prop.ts'
import { samples } from './samples.ts'
import { type Case, operandsOf, type Row, showCase } from './sampling.ts'
import { tolerance } from './tolerance.ts'

/** Cases of a row, which print as their operands. */
const casesOf = (row: Row, dtype: DType): fc.Arbitrary<Case> =>
  row.sample(dtype).map((one) => Object.assign(one, { [fc.toStringMethod]: () => showCase(one) }))

export interface LawSettings {
  /** Which rows have the law; all unless given. */
  readonly where?: (row: Row) => boolean
  /** The dtypes to check for a row. Default float64, where the row accepts it, else its first. */
  readonly dtypes?: (row: Row) => readonly DType[]
  /** Cases a row and dtype. Default 10. */
  readonly runs?: number
}

const accepts = ({ dtypes }: Row, dtype: DType): boolean => dtypes?.includes(dtype) ?? true

const defaultDtypes = (row: Row): readonly DType[] =>
  accepts(row, 'float64') ? ['float64'] : (row.dtypes ?? []).slice(0, 1)

/** A spec for each row of the table of samples: `check` gets cases, and seeds for their operands. */
export const eachRow = (
  law: string,
  check: (one: Case, seed: number, row: Row) => void,
  { where = () => true, dtypes = defaultDtypes, runs = 10 }: LawSettings = {},
): void => {
  describe(law, () => {
    for (const [name, row] of Object.entries(samples))
      if (where(row))
        it(name, () => {
          for (const dtype of dtypes(row))
            assertProp(
              [casesOf(row, dtype), fc.nat(1000)],
              (one, seed) => {
                check(one, seed, row)
                return undefined
              },
              { numRuns: runs },
            )
        })
  })
}

/** Whether a row has float64 operands and a derivative in a mode. */
export const hasMode =
  (...modes: readonly ('fwd' | 'rev')[]) =>
  (row: Row): boolean =>
    accepts(row, 'float64') &&
    modes.every((mode) => row.modes === undefined || row.modes.includes(mode))

/** A function of some of its operands, the others fixed. */
export const restricted = (
  f: Case['f'],
  tensors: readonly Tensor[],
  chosen: readonly number[],
): readonly [f: (...xs: Tensor[]) => unknown, xs: Tensor[]] => [
  (...xs) =>
    f(...tensors.map((x, i) => (chosen.includes(i) ? (xs[chosen.indexOf(i)] as Tensor) : x))),
  chosen.map((i) => tensors[i] as Tensor),
]

/** All elements with an even seed, else some of them, at least one. */
const someOf = (list: readonly number[], seed: number): readonly number[] => {
  if (seed % 2 === 0) return list
  const kept = list.filter((_, i) => (seed >> (i + 1)) % 2 === 0)
  return kept.length === 0 ? list.slice(0, 1) : kept
}

/** A case as a function of operands that it is differentiated in, often all of them, and those operands. */
export const differentiatedCase = (
  one: Case,
  seed: number,
  row: Row,
): readonly [f: (...xs: Tensor[]) => unknown, xs: Tensor[]] => {
  const tensors = operandsOf(one, seed)
  const floating = tensors.flatMap((x, i) =>
    isFloat(x.dtype) && (row.operands?.includes(i) ?? true) ? [i] : [],
  )
  return restricted(one.f, tensors, someOf(floating, seed))
}

/** Tolerances of the table, for float64 operands of a row. */
export const within = (row: Row, comparison: 'equal' | 'grad' | 'numeric') =>
  tolerance(row.precision ?? 'float64', comparison)

/** The step of finite differences that suits a row's precision. */
export const stepOf = (row: Row): number => (row.precision === 'float32' ? 1e-2 : 1e-4)
