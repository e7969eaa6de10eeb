import type { TensorLike } from '../../core/convert.ts'
import { keeping } from '../../core/keeping.ts'
import { checkOptions } from '../../core/options.ts'
import { multiply } from '../../numpy/arithmetic.ts'
import { asDtype } from '../../numpy/promotion.ts'
import * as random from '../../random/index.ts'
import type { Initializer, InitializerOptions } from './types.ts'

export interface UniformInitOptions extends InitializerOptions {
  /** The upper end of the interval. Default 0.01. */
  readonly scale?: TensorLike
}

/**
 * Uniform on `[0, scale)`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.initializers.uniform({ scale: 2 })(random.key(0), [3]).max().lt(2) // => true
 */
export const uniform = /*@__PURE__*/ keeping(
  'uniform(options?)(key, shape, dtype?)',
  (options?: UniformInitOptions): Initializer => {
    checkOptions('uniform', options, ['scale', 'dtype'])
    const { scale = 0.01, dtype: usual = 'float32' } = options ?? {}
    return (key, shape, dtype = usual) =>
      multiply(random.uniform(key, { shape, dtype }), asDtype('uniform', scale, dtype))
  },
)

export interface NormalInitOptions extends InitializerOptions {
  /** The standard deviation. Default 0.01. */
  readonly stddev?: TensorLike
}

/**
 * Normal with mean 0.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.initializers.normal({ stddev: 1 })(random.key(0), [2, 3]).shape // => [2, 3]
 */
export const normal = /*@__PURE__*/ keeping(
  'normal(options?)(key, shape, dtype?)',
  (options?: NormalInitOptions): Initializer => {
    checkOptions('normal', options, ['stddev', 'dtype'])
    const { stddev = 0.01, dtype: usual = 'float32' } = options ?? {}
    return (key, shape, dtype = usual) =>
      multiply(random.normal(key, { shape, dtype }), asDtype('normal', stddev, dtype))
  },
)

export interface TruncatedNormalInitOptions extends NormalInitOptions {
  /** The lower bound, in units of `stddev`. Default -2. */
  readonly lower?: TensorLike
  /** The upper bound, in units of `stddev`. Default 2. */
  readonly upper?: TensorLike
}

/**
 * Normal with mean 0, drawn between bounds; `stddev` is the standard deviation before they cut.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.initializers.truncatedNormal({ stddev: 1 })(random.key(0), [9]).max().lt(2) // => true
 */
export const truncatedNormal = /*@__PURE__*/ keeping(
  'truncatedNormal(options?)(key, shape, dtype?)',
  (options?: TruncatedNormalInitOptions): Initializer => {
    checkOptions('truncatedNormal', options, ['stddev', 'lower', 'upper', 'dtype'])
    const { stddev = 0.01, lower = -2, upper = 2, dtype: usual = 'float32' } = options ?? {}
    return (key, shape, dtype = usual) =>
      multiply(
        random.truncatedNormal(key, lower, upper, { shape, dtype }),
        asDtype('truncatedNormal', stddev, dtype),
      )
  },
)
