import { type Aval, makeAval, range, showAval, sizeOf } from '../core/aval.ts'
import {
  asTensor,
  describe,
  fromData,
  fromLiterals,
  integer,
  type TensorLike,
} from '../core/convert.ts'
import { allocate, isInteger } from '../core/dtype.ts'
import { ArgumentError, AxisError, DtypeError, ShapeError } from '../core/errors.ts'
import type { Literal } from '../core/literal.ts'
import { isHostScalar, type Tensor } from '../core/tensor.ts'
import { readNested } from './nested.ts'
import { cast } from './promotion.ts'

/**
 * One index of `x.get(…)` and `x.at(…)`: an integer, a slice `'start:stop:step'`, `'...'` for all axes
 * in between, `null` for a new axis, integers (a tensor, or a list) or a boolean mask.
 */
export type Index = number | string | null | TensorLike | IndexList

/** Nested lists of integers. */
export type IndexList = readonly (number | IndexList)[]

/** What an index selects of one axis, or `new` for an axis that it adds. */
export type Entry =
  | { readonly kind: 'new' }
  | {
      readonly kind: 'slice'
      readonly start: number
      readonly step: number
      readonly count: number
    }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'array'; readonly indices: Tensor }

const bound = (text: string | undefined): number | null => {
  const trimmed = (text ?? '').trim()
  return trimmed === '' ? null : /^[+-]?\d+$/.test(trimmed) ? Number(trimmed) : Number.NaN
}

/** A slice in Python's notation over an axis of `n` elements: where it starts, its step and length. */
const parseSlice = (op: string, text: string, n: number): Entry => {
  const parts = text.split(':')
  const [start, stop, step] = [bound(parts[0]), bound(parts[1]), bound(parts[2]) ?? 1]
  const areWhole = [start, stop, step].every(
    (value) => value === null || Number.isSafeInteger(value),
  )
  if (parts.length < 2 || parts.length > 3 || !areWhole || step === 0)
    throw new ArgumentError(
      op,
      `expected a slice such as '1:3', ':' or '::-1', or '...', got '${text}'`,
    )
  const [low, high] = step > 0 ? [0, n] : [-1, n - 1]
  const clamped = (value: number | null, ifNone: number): number =>
    value === null ? ifNone : Math.min(Math.max(value < 0 ? value + n : value, low), high)
  const from = clamped(start, step > 0 ? low : high)
  const to = clamped(stop, step > 0 ? high : low)
  const count = Math.max(0, Math.ceil((to - from) / step))
  return { kind: 'slice', start: count === 0 ? 0 : from, step: count === 0 ? 1 : step, count }
}

/** Nested lists of integers as an int32 tensor. */
const listOfIntegers = (op: string, list: IndexList): Tensor => {
  const { shape, values } = readNested(op, list)
  const integers = values.filter((value) => Number.isInteger(value))
  if (integers.length !== values.length)
    throw new ArgumentError(
      op,
      'expected a list of integers of one shape for an index; for a mask use np.array',
    )
  return fromLiterals(op, integers as readonly Literal[], shape, 'int32')
}

/** Positions of the true elements of a mask, per axis. Throws `TracerError` for a traced mask. */
export const maskPositions = (mask: Tensor, reader: string, advice?: string): readonly Tensor[] => {
  const data = mask.concrete(reader, advice).data()
  const found: number[] = []
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) found.push(i)
  return mask.aval.shape.map((n, axis) => {
    const inner = sizeOf(mask.aval.shape.slice(axis + 1))
    const positions = allocate('int32', found.length)
    found.forEach((index, k) => {
      positions[k] = Math.floor(index / inner) % n
    })
    return fromData(positions, makeAval([found.length], 'int32'))
  })
}

const tensorEntries = (op: string, index: Tensor, x: Aval, axis: number): readonly Entry[] => {
  if (index.dtype === 'bool') {
    const covered = x.shape.slice(axis, axis + index.ndim)
    if (index.ndim === 0 || covered.join() !== index.aval.shape.join())
      throw new ShapeError(
        op,
        `expected a mask of the shape of the axes it selects from, [${covered.join(', ')}], got ` +
          `${showAval(index)} for ${showAval(x)}`,
      )
    return maskPositions(index, `${op} boolean index`).map((indices) => ({
      kind: 'array',
      indices,
    }))
  }
  if (!isInteger(index.dtype))
    throw new DtypeError(
      op,
      `expected integers or bools for an index, got ${showAval(index)}; give integers as ` +
        "np.array([…], { dtype: 'int32' }), or convert with astype('int32')",
    )
  if (isHostScalar(index)) return [{ kind: 'number', value: index.item() }]
  return [{ kind: 'array', indices: cast(index, 'int32') }]
}

/** How many axes an index selects from. */
const consumed = (index: Index): number => {
  if (index === null || index === '...') return 0
  if (typeof index === 'object' && 'dtype' in index && index.dtype === 'bool')
    return (index as Tensor).ndim
  return 1
}

/**
 * The indices of an `x.get(…)` or `x.at(…)` as entries, of which those that are not `new` stand for the
 * axes of `x` in order.
 *
 * @throws AxisError for more indices than axes
 * @throws ArgumentError, DtypeError or ShapeError for an index that is none
 * @throws TracerError for a traced mask
 */
export const parseIndices = (op: string, x: Aval, given: readonly Index[]): readonly Entry[] => {
  const rank = x.shape.length
  const used = given.reduce<number>((total, index) => total + consumed(index), 0)
  const ellipses = given.filter((index) => index === '...').length
  if (used > rank)
    throw new AxisError(
      op,
      `expected at most ${rank} indices for ${showAval(x)}, got ${used}: too many indices`,
    )
  if (ellipses > 1)
    throw new ArgumentError(op, `expected at most one '...' among the indices, got ${ellipses}`)
  const whole: readonly Index[] = range(rank - used).map(() => ':')
  const full =
    ellipses === 0
      ? [...given, ...whole]
      : given.flatMap((index) => (index === '...' ? whole : [index]))
  let axis = 0
  return full.flatMap((index): readonly Entry[] => {
    if (index === null) return [{ kind: 'new' }]
    const n = x.shape[axis] as number
    if (typeof index === 'number') {
      integer(op, index, 'index')
      axis++
      return [{ kind: 'number', value: index }]
    }
    if (typeof index === 'string') {
      axis++
      return [parseSlice(op, index, n)]
    }
    if (index === undefined || typeof index === 'boolean')
      throw new ArgumentError(op, `expected an index, got ${describe(index)}`)
    const tensor = Array.isArray(index)
      ? listOfIntegers(op, index as IndexList)
      : asTensor(index, op)
    const entries = tensorEntries(op, tensor, x, axis)
    axis += entries.length
    return entries
  })
}
