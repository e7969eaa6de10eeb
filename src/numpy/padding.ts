import { checked } from '../core/checked.ts'
import { asTensor, scalar, type TensorLike } from '../core/convert.ts'
import { ArgumentError, ShapeError } from '../core/errors.ts'
import { checkChoice, checkOptions } from '../core/options.ts'
import { checkSize } from '../core/size.ts'
import type { Tensor } from '../core/tensor.ts'
import { pad as padTensor } from '../primitives/slicing.ts'
import { reshape } from '../primitives/structural.ts'
import { vectorOf } from './creation.ts'
import { asDtype } from './promotion.ts'
import { take } from './take.ts'

/** How many elements to add before and after: for all axes, or for each. */
export type PadWidth =
  | number
  | readonly [number]
  | readonly [before: number, after: number]
  | readonly (readonly [before: number, after: number] | readonly [number])[]

/** Where padding comes from: a constant, the edge, a mirror without or with the edge, or the other end. */
export type PadMode = 'constant' | 'edge' | 'reflect' | 'symmetric' | 'wrap' | 'empty'

const modes: readonly PadMode[] = ['constant', 'edge', 'reflect', 'symmetric', 'wrap', 'empty']

export interface PadOptions {
  /** Default `'constant'`. */
  readonly mode?: PadMode
  /** What `'constant'` adds: one value, one before and one after, or such a pair per axis. Default 0. */
  readonly constantValues?: TensorLike | readonly TensorLike[] | readonly (readonly TensorLike[])[]
}

/** One pair for each axis from what may stand for all of them. */
const pairsOf = <T>(op: string, value: unknown, rank: number): readonly (readonly [T, T])[] => {
  const pair = (list: readonly T[]): readonly [T, T] => {
    if (list.length !== 1 && list.length !== 2)
      throw new ArgumentError(op, `expected one value or a pair per axis, got ${list.length}`)
    return [list[0] as T, list[list.length - 1] as T]
  }
  if (!Array.isArray(value)) return Array.from({ length: rank }, () => [value as T, value as T])
  if (!value.some((entry) => Array.isArray(entry)))
    return Array.from({ length: rank }, () => pair(value as readonly T[]))
  if (value.length !== rank && value.length !== 1)
    throw new ShapeError(op, `expected a pair for each of ${rank} axes, got ${value.length}`)
  return Array.from({ length: rank }, (_, i) =>
    pair((value.length === 1 ? value[0] : value[i]) as readonly T[]),
  )
}

/** The element that stands at place `i` of an axis of `n`, continued beyond its ends. */
const continued: Readonly<
  Record<Exclude<PadMode, 'constant' | 'empty'>, (i: number, n: number) => number>
> = {
  edge: (i, n) => Math.min(Math.max(i, 0), n - 1),
  wrap: (i, n) => modulo(i, n),
  reflect: (i, n) => {
    const place = modulo(i, Math.max(1, 2 * (n - 1)))
    return place < n ? place : 2 * (n - 1) - place
  },
  symmetric: (i, n) => {
    const place = modulo(i, 2 * n)
    return place < n ? place : 2 * n - 1 - place
  },
}

const modulo = (i: number, n: number): number => ((i % n) + n) % n

const padConstant = (
  x: Tensor,
  widths: readonly (readonly [number, number])[],
  values: readonly (readonly [TensorLike, TensorLike])[],
): Tensor => {
  const literal = (value: TensorLike): Tensor => reshape(asDtype('pad', value, x.dtype), [])
  const [first] = values
  const isSame = values.every(([a, b]) => a === first?.[0] && b === first[0])
  if (isSame)
    return padTensor(
      x,
      first === undefined ? scalar(0, x.dtype) : literal(first[0]),
      widths.map(([before]) => before),
      widths.map(([, after]) => after),
    )
  return values.reduce((out, [before, after], axis) => {
    const only = (size: number): readonly number[] =>
      out.shape.map((_, i) => (i === axis ? size : 0))
    const [low, high] = widths[axis] as readonly [number, number]
    const padded = padTensor(out, literal(before), only(low), only(0))
    return padTensor(padded, literal(after), only(0), only(high))
  }, x)
}

/**
 * Elements added around a tensor.
 *
 * Shapes: `x[m,n], [[a,b],[c,d]] → y[a+m+b,c+n+d]`.
 *
 * @throws ShapeError for widths that do not fit the axes, or an empty axis to continue
 * @throws ArgumentError for an unknown option or mode
 * @example
 * np.pad(np.array([1, 2]), [1, 2]) // => [0, 1, 2, 0, 0]
 * @example
 * np.pad(np.array([1, 2, 3]), 2, { mode: 'reflect' }) // => [3, 2, 1, 2, 3, 2, 1]
 */
export const pad = /*@__PURE__*/ checked(
  'pad(x, padWidth, options?)',
  (x: TensorLike, padWidth: PadWidth, options?: PadOptions): Tensor => {
    checkOptions('pad', options, ['mode', 'constantValues'])
    const mode = options?.mode ?? 'constant'
    checkChoice('pad', 'mode', mode, modes)
    const tensor = asTensor(x, 'pad')
    const widths = pairsOf<number>('pad', padWidth, tensor.ndim)
    const odd = widths.flat().find((width) => !Number.isInteger(width) || width < 0)
    if (odd !== undefined)
      throw new ArgumentError('pad', `expected widths of at least 0, got ${String(odd)}`)
    if (mode === 'constant' || mode === 'empty')
      return padConstant(
        tensor,
        widths,
        pairsOf<TensorLike>('pad', options?.constantValues ?? 0, tensor.ndim),
      )
    return widths.reduce((out, [before, after], axis) => {
      const n = out.shape[axis] as number
      if (before + after === 0) return out
      if (n === 0)
        throw new ShapeError('pad', `expected at least one element along axis ${axis} to continue`)
      checkSize('pad', [before + n + after], 'int32')
      const places = vectorOf(before + n + after, 'int32', (i) => continued[mode](i - before, n))
      return take(out, places, { axis, mode: 'clip' })
    }, tensor)
  },
)
