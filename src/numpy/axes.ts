import { type Aval, avalOf, range, showAval } from '../core/aval.ts'
import { describe } from '../core/describe.ts'
import { ArgumentError, AxisError } from '../core/errors.ts'

/** One axis or several; negative ones count from the end, `null` means all. */
export type AxisLike = number | readonly number[] | null

/** The axis counted from 0 of `rank` axes. Throws `AxisError` where there is none. */
export const axisOfRank = (
  op: string,
  axis: number,
  rank: number,
  what = `a rank-${rank} value`,
): number => {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new AxisError(
      op,
      rank === 0
        ? `expected no axis for ${what}, which has none, got ${String(axis)}`
        : `expected an axis from ${-rank} to ${rank - 1} of ${what}, got ${String(axis)}`,
    )
  return axis < 0 ? axis + rank : axis
}

/** The axis of `x`, counted from 0. Throws `AxisError` where there is none. */
export const axisOf = (op: string, axis: number, x: Aval): number => {
  const rank = avalOf(x).shape.length
  if (axis >= -rank && axis < rank && Number.isInteger(axis)) return axis < 0 ? axis + rank : axis
  return axisOfRank(op, axis, rank, showAval(x))
}

/** Distinct axes of `rank` axes, counted from 0, in the order given. */
export const axesOfRank = (
  op: string,
  axes: number | readonly number[],
  rank: number,
  what?: string,
): readonly number[] => {
  if (typeof axes === 'number') return [axisOfRank(op, axes, rank, what)]
  if (!Array.isArray(axes))
    throw new ArgumentError(op, `expected an axis or a list of axes, got ${describe(axes)}`)
  const counted = axes.map((axis: number) => axisOfRank(op, axis, rank, what))
  counted.forEach((axis, i) => {
    if (counted.indexOf(axis) !== i)
      throw new AxisError(
        op,
        `expected distinct axes, got axis ${axis} twice in [${axes.join(', ')}]`,
      )
  })
  return counted
}

/** The axes of `x` that are meant, counted from 0; all where `axes` is `null` or absent. */
export const axesOf = (op: string, axes: AxisLike | undefined, x: Aval): readonly number[] => {
  const rank = avalOf(x).shape.length
  if (axes === null || axes === undefined) return range(rank)
  if (typeof axes === 'number') return [axisOf(op, axes, x)]
  return axesOfRank(op, axes, rank, showAval(x))
}
