import type { Shape } from '../core/aval.ts'
import { scalar, type TensorLike } from '../core/convert.ts'
import { checkOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { broadcastTo } from '../numpy/broadcasting.ts'
import { asDtype, cast } from '../numpy/promotion.ts'
import { any } from '../numpy/reductions.ts'
import { checkSizes, type ShapeLike } from '../numpy/shape-argument.ts'
import * as basic from '../primitives/arithmetic.ts'
import * as lax from '../primitives/elementwise.ts'
import { sliceInDim } from '../primitives/slicing.ts'
import { stopTensorGradient } from '../primitives/stop-gradient.ts'
import { full, reshape } from '../primitives/structural.ts'
import { whileLoop } from '../transforms/while-loop.ts'
import { uniformBetween } from './continuous.ts'
import { sampler } from './key-reuse.ts'
import { split, splitInTwo } from './keys.ts'

const literal = (value: number): Tensor => scalar(value, 'float32')

/** Multiplies uniform numbers until the product falls below `e^-rate`: for small rates. */
const knuth = (key: Tensor, rate: Tensor, shape: Shape): Tensor => {
  const goesOn = (logProduct: Tensor): Tensor => basic.gt(logProduct, basic.neg(rate))
  const [, count] = whileLoop(
    ([, , logProduct]: readonly [Tensor, Tensor, Tensor]) => any(goesOn(logProduct)),
    ([from, k, logProduct]: readonly [Tensor, Tensor, Tensor]) => {
      const [next, drawn] = splitInTwo(from)
      const u = uniformBetween('poisson', drawn, shape, 'float32', 0, 1)
      const counted = basic.add(k, cast(goesOn(logProduct), 'int32'))
      return [next, counted, basic.add(logProduct, lax.log(u))]
    },
    [key, full(shape, 0, 'int32'), full(shape, 0, 'float32')] as const,
  ) as unknown as readonly [Tensor, Tensor, Tensor]
  return basic.sub(count, scalar(1, 'int32'))
}

/** Transformed rejection: for large rates. */
const rejection = (key: Tensor, rate: Tensor, shape: Shape): Tensor => {
  const times = (factor: number, x: Tensor): Tensor => basic.mul(literal(factor), x)
  const plus = (term: number, x: Tensor): Tensor => basic.add(literal(term), x)
  const b = plus(0.931, times(2.53, lax.sqrt(rate)))
  const a = plus(-0.059, times(0.02483, b))
  const inverseAlpha = plus(1.1239, basic.div(literal(1.1328), plus(-3.4, b)))
  const vr = basic.sub(literal(0.9277), basic.div(literal(3.6224), plus(-2, b)))
  const logRate = lax.log(rate)
  const [, out] = whileLoop(
    ([, , accepted]: readonly [Tensor, Tensor, Tensor]) => any(lax.not(accepted)),
    ([from, known, accepted]: readonly [Tensor, Tensor, Tensor]) => {
      const keys = split(from, { num: 3 })
      const draw = (i: number): Tensor =>
        uniformBetween(
          'poisson',
          reshape(sliceInDim(keys, i, i + 1, 0), [2]),
          shape,
          'float32',
          0,
          1,
        )
      const u = plus(-0.5, draw(1))
      const v = draw(2)
      const shifted = basic.sub(literal(0.5), basic.abs(u))
      const slope = basic.add(basic.div(times(2, a), shifted), b)
      const k = basic.round(plus(0.43, basic.add(basic.mul(slope, u), rate)), 'floor')
      const width = basic.add(basic.div(a, basic.mul(shifted, shifted)), b)
      const s = lax.log(basic.div(basic.mul(v, inverseAlpha), width))
      const t = basic.sub(basic.sub(basic.mul(k, logRate), rate), lax.lgamma(plus(1, k)))
      const isInside = lax.and(basic.ge(shifted, literal(0.07)), basic.le(v, vr))
      const isOutside = lax.or(
        basic.lt(k, literal(0)),
        lax.and(basic.lt(shifted, literal(0.013)), basic.gt(v, shifted)),
      )
      const accept = lax.or(isInside, lax.and(lax.not(isOutside), basic.le(s, t)))
      const next = reshape(sliceInDim(keys, 0, 1, 0), [2])
      return [next, basic.select(accept, known, k), lax.or(accepted, accept)]
    },
    [key, full(shape, -1, 'float32'), full(shape, 0, 'bool')] as const,
  ) as unknown as readonly [Tensor, Tensor, Tensor]
  return cast(out, 'int32')
}

export interface PoissonOptions {
  /** That of the rates unless given. */
  readonly shape?: ShapeLike
}

/**
 * Poisson random numbers of a rate.
 *
 * Shapes: `u32[2], rate[s] → i32[s]`, or `i32[shape]`.
 *
 * @throws ShapeError for anything but one key, or a rate that does not broadcast
 * @example
 * random.poisson(random.key(0), 3, { shape: [4] }).shape // => [4]
 * @see Hörmann, The transformed rejection method for generating Poisson random variables, 1993
 */
export const poisson = /*@__PURE__*/ sampler(
  'poisson(key, rate, options?)',
  (key: Tensor, rate: TensorLike, options?: PoissonOptions): Tensor => {
    checkOptions('poisson', options, ['shape'])
    const given = stopTensorGradient(asDtype('poisson', rate, 'float32'))
    const shape = options?.shape === undefined ? given.shape : checkSizes('poisson', options.shape)
    const rates = broadcastTo(given, shape)
    const isSmall = lax.or(basic.ne(rates, rates), basic.lt(rates, literal(10)))
    const small = basic.select(isSmall, literal(0), rates)
    const large = basic.select(isSmall, rates, literal(1e5))
    const drawn = basic.select(isSmall, rejection(key, large, shape), knuth(key, small, shape))
    return basic.select(basic.eq(rates, literal(0)), drawn, scalar(0, 'int32'))
  },
)
