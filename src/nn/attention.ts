import { type Shape, showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { asTensor, type TensorLike } from '../core/convert.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { add, multiply, subtract } from '../numpy/arithmetic.ts'
import { broadcastTo } from '../numpy/broadcasting.ts'
import { finfo } from '../numpy/dtypes.ts'
import { einsum } from '../numpy/einsum.ts'
import { greaterEqual, less, lessEqual, logicalAnd, select3 } from '../numpy/logic.ts'
import { asDtype, cast, promoteAllInexact } from '../numpy/promotion.ts'
import { arange } from '../numpy/ranges.ts'
import { reshape } from '../numpy/shape.ts'
import { softmax } from './softmax.ts'

export interface AttentionOptions {
  /** Added to the logits. */
  readonly bias?: TensorLike
  /** Where queries may look, as booleans. Default: everywhere. */
  readonly mask?: TensorLike
  /** The factor of the logits. Default `1 / √h`. */
  readonly scale?: TensorLike
  /** Whether queries look at keys up to their own position only. Default false. */
  readonly isCausal?: boolean
  /** How many queries of each example count; the results of others are 0. Default: all. */
  readonly querySeqLengths?: TensorLike
  /** How many keys and values of each example count. Default: all. */
  readonly keyValueSeqLengths?: TensorLike
  /** How far queries look to the left and to the right. Default: to the ends. */
  readonly localWindowSize?: number | readonly [left: number, right: number]
}

const op = 'dotProductAttention'

/** With leading axes of size 1 up to rank 4. */
const toRank4 = (x: Tensor, what: string): Tensor => {
  if (x.ndim > 4)
    throw new ShapeError(op, `expected ${what} of at most four axes, got ${showAval(x)}`)
  return reshape(x, [...Array.from({ length: 4 - x.ndim }, () => 1), ...x.shape])
}

const check = (x: Tensor, what: string, wanted: readonly (number | null)[]): void => {
  if (wanted.some((n, i) => n !== null && n !== x.shape[i]))
    throw new ShapeError(
      op,
      `expected ${what} of shape [${wanted.map((n) => n ?? '*').join(', ')}], got ${showAval(x)}`,
    )
}

/** A bias or mask with its axis of heads split in groups. */
const grouped = (x: TensorLike, what: string, groups: number, size: number): Tensor => {
  const given = toRank4(asTensor(x, op), what)
  const [batch, heads, queries, keys] = given.shape as readonly [number, number, number, number]
  if (heads === 1) return reshape(given, [batch, 1, 1, queries, keys])
  check(given, what, [null, groups * size, null, null])
  return reshape(given, [batch, groups, size, queries, keys])
}

/** Positions along an axis of `[batch, groups, size, queries, keys]`. */
const positions = (length: number, axis: 3 | 4): Tensor =>
  reshape(arange(0, length, 1, { dtype: 'int32' }), axis === 3 ? [length, 1] : [length])

const perExample = (lengths: TensorLike, batch: number, rank: number): Tensor => {
  const tensor = asTensor(lengths, op)
  return reshape(broadcastTo(tensor, [batch]), [batch, ...Array.from({ length: rank }, () => 1)])
}

/** All conditions on where queries may look. */
const conditions = (
  options: AttentionOptions,
  [batch, queries, keys]: readonly [number, number, number],
  mask: Tensor | undefined,
): readonly Tensor[] => {
  const list: Tensor[] = mask === undefined ? [] : [mask]
  const { isCausal = false, localWindowSize: window } = options
  const [at, seen] = [positions(queries, 3), positions(keys, 4)]
  if (isCausal) list.push(lessEqual(seen, at))
  if (window !== undefined) {
    const [left, right] = typeof window === 'number' ? [window, window] : window
    list.push(lessEqual(at, add(seen, left)), greaterEqual(at, subtract(seen, right)))
  }
  const { querySeqLengths, keyValueSeqLengths } = options
  if (querySeqLengths !== undefined) list.push(less(at, perExample(querySeqLengths, batch, 4)))
  if (keyValueSeqLengths !== undefined)
    list.push(less(seen, perExample(keyValueSeqLengths, batch, 4)))
  return list
}

/**
 * Attention: means of values, weighted by the softmax of the products of queries with keys. Heads of
 * queries may be a multiple of those of keys and values, which are then shared.
 *
 * Shapes: `query[b,t,n,h], key[b,s,k,h], value[b,s,k,h] → y[b,t,n,h]`, `bias` and `mask` broadcast to
 * `[b,n,t,s]`, lengths are `i32[b]`; the axis `b` may be left out.
 *
 * @throws ShapeError for shapes that do not fit
 * @throws DtypeError for a mask that is not of booleans
 * @throws ArgumentError for an unknown option
 * @example
 * const [q, k, v] = [np.zeros([2, 1, 4]), np.zeros([3, 1, 4]), np.ones([3, 1, 4])]
 * nn.dotProductAttention(q, k, v, { isCausal: true }).shape // => [2, 1, 4]
 * @see Vaswani et al., Attention Is All You Need, NeurIPS 2017, eq. 1
 * @see Ainslie et al., GQA, EMNLP 2023, §2.2
 */
export const dotProductAttention = /*@__PURE__*/ checked(
  'dotProductAttention(query, key, value, options?)',
  (query: TensorLike, key: TensorLike, value: TensorLike, options?: AttentionOptions): Tensor => {
    checkOptions(op, options, [
      'bias',
      'mask',
      'scale',
      'isCausal',
      'querySeqLengths',
      'keyValueSeqLengths',
      'localWindowSize',
    ])
    const settings = options ?? {}
    const given = promoteAllInexact(op, [query, key, value])
    const [q, k, v] = given.map((x, i) => toRank4(x, ['query', 'key', 'value'][i] as string)) as [
      Tensor,
      Tensor,
      Tensor,
    ]
    const [batch, keys, groups, width] = k.shape as readonly [number, number, number, number]
    const [, queries, heads] = q.shape as readonly [number, number, number]
    check(v, 'value', k.shape)
    check(q, 'query', [batch, null, null, width])
    if (heads % groups !== 0)
      throw new ShapeError(op, `expected a multiple of ${groups} heads of queries, got ${heads}`)
    const size = heads / groups

    const factor = asDtype(op, settings.scale ?? 1 / Math.sqrt(width), q.dtype)
    const split = reshape(q, [batch, queries, groups, size, width])
    let logits = multiply(einsum('btkgh,bskh->bkgts', split, k), factor)
    if (settings.bias !== undefined)
      logits = cast(add(logits, grouped(settings.bias, 'bias', groups, size)), logits.dtype)
    const mask =
      settings.mask === undefined ? undefined : grouped(settings.mask, 'mask', groups, size)
    if (mask !== undefined && mask.dtype !== 'bool')
      throw new DtypeError(op, `expected a mask of booleans, got ${mask.dtype}; compare first`)
    const allowed = conditions(settings, [batch, queries, keys], mask)
    if (allowed.length > 0) {
      // Finite, so that a query that may look nowhere gets a mean rather than NaN.
      const low = -0.7 * finfo('float32').max
      logits = select3(
        allowed.reduce((a, b) => logicalAnd(a, b)),
        logits,
        low,
      )
    }
    const shape: Shape = [batch, queries, heads, width]
    const out = reshape(einsum('bkgts,bskh->btkgh', softmax(logits), v), shape)
    const full =
      settings.querySeqLengths === undefined
        ? out
        : select3(
            less(
              reshape(positions(queries, 4), [queries, 1, 1]),
              perExample(settings.querySeqLengths, batch, 3),
            ),
            out,
            0,
          )
    return reshape(full, asTensor(query, op).shape)
  },
)
