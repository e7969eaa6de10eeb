import { type Aval, avalOf, showAval } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { type DType, isFloat } from '../core/dtype.ts'
import { ArgumentError, AxisError, DtypeError } from '../core/errors.ts'
import type { CumulativeOp } from '../core/kernel.ts'
import type { Primitive } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { add, div, eq, max, min, mul, select, sub } from './arithmetic.ts'
import { exp, log } from './elementwise.ts'
import { linear } from './linear.ts'
import { concatenate, rev, slice, sliceInDim } from './slicing.ts'
import { reshape } from './structural.ts'

/** Elements of a scan: tensors that agree in size along the axis that is scanned. */
type Elems = readonly Tensor[]

/** Elements `start, start + 2, …` below `limit` along an axis. */
const everySecond = (x: Tensor, start: number, limit: number, axis: number): Tensor =>
  slice(
    x,
    x.aval.shape.map((_, i) => (i === axis ? start : 0)),
    x.aval.shape.map((n, i) => (i === axis ? limit : n)),
    x.aval.shape.map((_, i) => (i === axis ? 2 : 1)),
  )

/** `a[0], b[0], a[1], b[1], …`; `a` may have one element more than `b`. */
const interleave = (a: Tensor, b: Tensor, axis: number): Tensor => {
  const n = b.aval.shape[axis] as number
  const columnShape = [...b.aval.shape.slice(0, axis + 1), 1, ...b.aval.shape.slice(axis + 1)]
  const column = (t: Tensor): Tensor => reshape(sliceInDim(t, 0, n, axis), columnShape)
  const pairs = reshape(
    concatenate([column(a), column(b)], axis + 1),
    b.aval.shape.map((size, i) => (i === axis ? 2 * n : size)),
  )
  const total = a.aval.shape[axis] as number
  return total === n ? pairs : concatenate([pairs, sliceInDim(a, n, total, axis)], axis)
}

/**
 * All prefixes of `elems` along `axis`, combined by an associative function, in a logarithmic number of
 * steps: combines neighbours, scans those, and fills the gaps in between. `reverse` takes suffixes.
 *
 * @throws ArgumentError unless there are elements, all of one size along `axis`
 * @see Blelloch, Prefix Sums and Their Applications, 1990; `jax.lax.associative_scan`
 */
export const associativeScanFlat = (
  combine: (a: Elems, b: Elems) => Elems,
  elems: Elems,
  axis: number,
  reverse = false,
): Elems => {
  const sizes = elems.map(({ shape }) => shape[axis])
  if (sizes.length === 0 || sizes.some((n) => n === undefined || n !== sizes[0]))
    throw new ArgumentError(
      'associativeScan',
      `expected tensors of one size along axis ${axis}, got ${elems.map((a) => showAval(a)).join(', ')}`,
    )
  const part = (xs: Elems, start: number, limit: number): Elems =>
    xs.map((x) => sliceInDim(x, start, limit, axis))
  const scan = (xs: Elems): Elems => {
    const n = (xs[0] as Tensor).aval.shape[axis] as number
    if (n < 2) return xs
    const left = xs.map((x) => everySecond(x, 0, n - 1, axis))
    const right = xs.map((x) => everySecond(x, 1, n, axis))
    const odd = scan(combine(left, right))
    const first = part(xs, 0, 1)
    if (n === 2) return first.map((x, i) => concatenate([x, odd[i] as Tensor], axis))
    const before = n % 2 === 0 ? part(odd, 0, n / 2 - 1) : odd
    const rest = combine(
      before,
      xs.map((x) => everySecond(x, 2, n, axis)),
    )
    return first.map((x, i) =>
      interleave(concatenate([x, rest[i] as Tensor], axis), odd[i] as Tensor, axis),
    )
  }
  if (!reverse) return scan(elems)
  return scan(elems.map((x) => rev(x, [axis]))).map((x) => rev(x, [axis]))
}

/** Which axis to accumulate along, and whether from its end. */
interface CumulativeParams {
  readonly axis: number
  readonly reverse: boolean
}

interface CumulativeRules {
  readonly op: CumulativeOp
  readonly accepts: (dtype: DType) => boolean
  /** What `accepts` asks for, in words. */
  readonly wanted: string
}

const isNumeric = (dtype: DType): boolean => dtype !== 'bool'

const cumulativeAval =
  (name: string, { accepts, wanted }: CumulativeRules) =>
  ([x]: readonly Aval[], { axis }: CumulativeParams): Aval => {
    const operand = x as Aval
    if (!(axis >= 0 && axis < operand.shape.length))
      throw new AxisError(
        name,
        `expected an axis of ${showAval(operand)}, got ${axis}; count negative axes from the end first`,
      )
    if (!accepts(operand.dtype))
      throw new DtypeError(
        name,
        `expected ${wanted}, got ${showAval(operand)}; convert with astype`,
      )
    return avalOf(operand)
  }

const batchedAlong =
  (primitive: () => Primitive<CumulativeParams>): Primitive<CumulativeParams>['batch'] =>
  (_, [x], [dim], { axis, reverse }) => {
    const d = dim ?? 0
    const shifted = axis < d ? axis : axis + 1
    return [[bind1(primitive(), [x as Tensor], { axis: shifted, reverse })], [d]]
  }

const sumRules: CumulativeRules = { op: 'sum', accepts: isNumeric, wanted: 'numbers' }

/** Sums of prefixes along an axis, or of suffixes. `x[s] → y[s]`. */
const cumsumP: Primitive<CumulativeParams> = linear('cumsum', {
  abstract: cumulativeAval('cumsum', sumRules),
  transpose: (ct, { axis, reverse }) => [cumsum(ct, axis, !reverse)],
  batch: batchedAlong(() => cumsumP),
  lower: ({ axis, reverse }) => ({ kind: 'cumulative', op: 'sum', axis, reverse }),
})

/**
 * A cumulative operation that is not linear. `combine` joins two neighbouring stretches, each a value and
 * its tangent; the tangents of all prefixes are then a scan of such pairs.
 */
const cumulative = (
  name: string,
  rules: CumulativeRules,
  combine: (a: Elems, b: Elems) => Elems,
): Primitive<CumulativeParams> => {
  const abstract = cumulativeAval(name, rules)
  const primitive: Primitive<CumulativeParams> = {
    name,
    abstract: (inputs, params) => [abstract(inputs, params)],
    jvp: ([x], [dx], params) => {
      const out = bind1(primitive, [x as Tensor], params)
      if (!dx) return [[out], [null]]
      const pairs = [x as Tensor, dx]
      const [, tangent] = associativeScanFlat(combine, pairs, params.axis, params.reverse)
      return [[out], [tangent as Tensor]]
    },
    batch: batchedAlong(() => primitive),
    lower: ({ axis, reverse }) => ({ kind: 'cumulative', op: rules.op, axis, reverse }),
  }
  return primitive
}

type Pair = readonly [value: Tensor, tangent: Tensor]

/** The weight of `x` in the extreme `out` of `x` and `y`: 1, 0, or ½ in a tie. */
const weight = (x: Tensor, y: Tensor, out: Tensor): Tensor => {
  const constant = (value: number): Tensor => scalar(value, out.dtype)
  return select(eq(x, out), constant(0), select(eq(y, out), constant(1), constant(0.5)))
}

const combineExtremes =
  (extreme: (x: Tensor, y: Tensor) => Tensor) =>
  (left: Elems, right: Elems): Elems => {
    const [[a, da], [b, db]] = [left as Pair, right as Pair]
    const out = extreme(a, b)
    return [out, add(mul(da, weight(a, b, out)), mul(db, weight(b, a, out)))]
  }

const combineProducts = (left: Elems, right: Elems): Elems => {
  const [[a, da], [b, db]] = [left as Pair, right as Pair]
  return [mul(a, b), add(mul(da, b), mul(a, db))]
}

/** `exp(x - m)` for a largest `m`, also where both are infinity. */
const expBelow = (x: Tensor, m: Tensor): Tensor => {
  const isInfinite = eq(x, scalar(Number.POSITIVE_INFINITY, x.dtype))
  return exp(select(isInfinite, sub(x, m), scalar(0, x.dtype)))
}

/**
 * `log(exp(a) + exp(b))` and its tangent. The larger operand `m` cancels out of the value, so its
 * derivative does too, whichever side a tie takes.
 */
const combineLogSumExps = (left: Elems, right: Elems): Elems => {
  const [[a, da], [b, db]] = [left as Pair, right as Pair]
  const largest = max(a, b)
  const isLow = eq(largest, scalar(Number.NEGATIVE_INFINITY, largest.dtype))
  const m = select(isLow, largest, scalar(0, largest.dtype))
  const [ea, eb] = [expBelow(a, m), expBelow(b, m)]
  const sum = add(ea, eb)
  // Where both operands are -inf, derivatives are 0 rather than 0 / 0.
  const isEmpty = eq(sum, scalar(0, sum.dtype))
  const total = select(isEmpty, sum, scalar(1, sum.dtype))
  return [
    select(isEmpty, add(log(total), m), scalar(Number.NEGATIVE_INFINITY, sum.dtype)),
    add(mul(da, div(ea, total)), mul(db, div(eb, total))),
  ]
}

/** Products of prefixes along an axis, or of suffixes. `x[s] → y[s]`. */
const cumprodP = cumulative(
  'cumprod',
  { op: 'prod', accepts: isNumeric, wanted: 'numbers' },
  combineProducts,
)

/** Largest elements of prefixes along an axis, or of suffixes. `x[s] → y[s]`. */
const cummaxP = cumulative(
  'cummax',
  { op: 'max', accepts: isNumeric, wanted: 'numbers' },
  combineExtremes(max),
)

/** Smallest elements of prefixes along an axis, or of suffixes. `x[s] → y[s]`. */
const cumminP = cumulative(
  'cummin',
  { op: 'min', accepts: isNumeric, wanted: 'numbers' },
  combineExtremes(min),
)

/** Logarithms of sums of exponentials of prefixes along an axis, or of suffixes. `f[s] → f[s]`. */
const cumlogsumexpP = cumulative(
  'cumlogsumexp',
  { op: 'logsumexp', accepts: isFloat, wanted: 'floating point numbers' },
  combineLogSumExps,
)

const apply =
  (primitive: Primitive<CumulativeParams>) =>
  (x: Tensor, axis: number, reverse = false): Tensor =>
    bind1(primitive, [x], { axis, reverse })

export const cumsum = apply(cumsumP)
export const cumprod = apply(cumprodP)
export const cummax = apply(cummaxP)
export const cummin = apply(cumminP)
export const cumlogsumexp = apply(cumlogsumexpP)
