import { range } from '../../src/core/aval.ts'
import { lax, nn, np, type Tensor } from '../../src/index.ts'
import type { RandomOp } from './random-ops.ts'
import { choices, fitShape, fitTo, someAxes } from './random-programs-fit.ts'

type Pick = (n: number) => number
type Axes = readonly number[]

const masking = (
  name: string,
  apply: (x: Tensor, y: Tensor, pick: Pick) => Tensor,
  arity: 1 | 2 = 2,
): RandomOp => ({ name, arity, apply: (x, y, _, k) => apply(x, y, choices(k)), smooth: false })

/** The first element along axes, of which each row has one. */
const isFirst = (x: Tensor, axes: Axes): Tensor =>
  axes
    .map((axis) => np.equal(lax.broadcastedIota('int32', x.shape, axis), 0))
    .reduce((a, b) => np.logicalAnd(a, b), np.array(true))

/** Where `y` is large enough, and in one place of each row along axes. */
const maskOf = (x: Tensor, y: Tensor, axes: Axes, pick: Pick): Tensor =>
  np.logicalOr(fitTo(y, x).gt([-0.8, 0, 0.6][pick(3)] as number), isFirst(x, axes))

const rest = [Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30]

/** The elements under a mask, and NaN elsewhere. */
const withNan = (x: Tensor, mask: Tensor): Tensor => np.where(mask, x, Number.NaN)

/** What a reduction over axes leaves, put back beside what it was made of. */
const beside = (x: Tensor, reduced: Tensor): Tensor =>
  np.tanh(x).add(fitShape(np.tanh(reduced), x.shape))

const nanReductions = {
  nansum: np.nansum,
  nanprod: np.nanprod,
  nanmean: np.nanmean,
  nanmax: np.nanmax,
  nanmin: np.nanmin,
  nanvar: np.nanvar,
}

const maskedReductions: Readonly<
  Record<string, (x: Tensor, options: { axis: Axes; where: Tensor }) => Tensor>
> = {
  sum: np.sum,
  prod: np.prod,
  mean: np.mean,
  var: np.var,
  max: (x, options) => np.max(x, { ...options, initial: -3 }),
  min: (x, options) => np.min(x, { ...options, initial: 3 }),
  logsumexp: nn.logsumexp,
}

const domains: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  sqrt: (x) => np.sqrt(x),
  log: (x) => np.log(x),
  reciprocal: (x) => np.reciprocal(x),
  'power of a half': (x) => np.power(x, 0.5),
  arctanh: (x) => np.arctanh(x.mul(0.5)),
}

/**
 * Operations that make NaN or infinities and mask them again: of finite values of moderate size they give
 * such values, whose derivatives are finite too.
 */
export const maskOps: readonly RandomOp[] = [
  ...Object.entries(nanReductions).map(([name, reduce]) =>
    masking(name, (x, y, pick) => {
      const axes = someAxes(x.ndim, pick)
      const values = withNan(np.tanh(x), maskOf(x, y, axes, pick))
      return beside(x, reduce(values, { axis: axes, keepdims: pick(2) === 0 }))
    }),
  ),
  masking('nanstd', (x, y, pick) => {
    const axes = someAxes(x.ndim, pick)
    const spread = np.arange(x.size).reshape(x.shape)
    const values = withNan(np.tanh(x).add(spread), maskOf(x, y, axes, pick))
    const variance = np.nanvar(values, { axis: axes })
    return beside(
      x,
      np.where(variance.gt(0.1), np.sqrt(np.where(variance.gt(0.1), variance, 1)), 0),
    )
  }),
  ...Object.entries(maskedReductions).map(([name, reduce]) =>
    masking(`${name} where`, (x, y, pick) => {
      const axes = someAxes(x.ndim, pick)
      const mask = maskOf(x, y, axes, pick)
      const values = np.where(mask, np.tanh(x), rest[pick(rest.length)] as number)
      return beside(x, reduce(values, { axis: axes, where: mask }))
    }),
  ),
  masking('softmax where', (x, y, pick) => {
    if (x.ndim === 0) return x
    const axes = someAxes(x.ndim, pick)
    const mask = maskOf(x, y, axes, pick)
    const values = np.where(mask, x, rest[pick(rest.length)] as number)
    return nn.softmax(values, { axis: axes, where: mask })
  }),
  ...Object.entries(domains).map(([name, f]) =>
    masking(`${name} inside`, (x, y, pick) => {
      const bounded = np.tanh(np.where(maskOf(x, y, range(x.ndim), pick), x, -0.5))
      const inside = bounded.gt(0.1)
      return np.where(inside, f(np.where(inside, bounded, 0.5)), bounded)
    }),
  ),
  masking('NaN replaced', (x, y, pick) => {
    const values = withNan(x, maskOf(x, y, range(x.ndim), pick))
    return np.where(np.isnan(values), fitTo(y, x), values)
  }),
  masking('NaN to number', (x, y, pick) =>
    np.nanToNum(withNan(x, maskOf(x, y, range(x.ndim), pick)), { nan: 0.5 }),
  ),
  masking('place of the largest', (x, y, pick) => {
    if (x.ndim === 0) return x
    const axis = pick(x.ndim)
    const values = withNan(x, maskOf(x, y, [axis], pick))
    const place = np.nanargmax(values, { axis, keepdims: true })
    return beside(x, np.takeAlongAxis(x, place, { axis }))
  }),
  masking('rows out of range', (x, y, pick) => {
    if (x.ndim === 0) return x
    const n = x.shape[0] as number
    const places = np.array([0, n + pick(3), -1, -n - 2], { dtype: 'int32' })
    const rows = x.at(places).get(pick(2) === 0 ? { mode: 'fill' } : { mode: 'clip' })
    return beside(x, np.nanmean(rows, { axis: 0 })).add(fitTo(y, x).mul(0.1))
  }),
  masking('whole power', (x, y, pick) => {
    const exponents = np.remainder(lax.broadcastedIota('int32', [x.size], 0), 4)
    const bounded = np.tanh(pick(2) === 0 ? x : np.where(fitTo(y, x).gt(0), x, 0))
    return np.power(bounded, exponents.reshape(x.shape))
  }),
  masking('sinc near 0', (x, _, pick) => np.sinc(x.mul([1, 1e-3, 1e-20, 0][pick(4)] as number)), 1),
  masking('sum of both', (x, y) => np.tanh(x.add(fitTo(y, x)))),
  masking('product of both', (x, y) => np.tanh(x).mul(np.sin(fitTo(y, x)))),
]
