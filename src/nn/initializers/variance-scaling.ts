import { type Shape, sizeOf } from '../../core/aval.ts'
import { checked } from '../../core/checked.ts'
import type { TensorLike } from '../../core/convert.ts'
import { scalar } from '../../core/convert.ts'
import type { DType } from '../../core/dtype.ts'
import { ShapeError } from '../../core/errors.ts'
import { keeping } from '../../core/keeping.ts'
import { checkChoice, checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import { divide, multiply } from '../../numpy/arithmetic.ts'
import { axesOfRank } from '../../numpy/axes.ts'
import { sqrt } from '../../numpy/math.ts'
import { checkSizes } from '../../numpy/shape-argument.ts'
import * as random from '../../random/index.ts'
import type { Initializer, InitializerOptions } from './types.ts'

/** Which sizes the variance is divided by: inputs, outputs, or a mean of both. */
export type FanMode = 'fanIn' | 'fanOut' | 'fanAvg' | 'fanGeoAvg'

/** The distribution to draw from. */
export type InitDistribution = 'truncatedNormal' | 'normal' | 'uniform'

export interface FanOptions extends InitializerOptions {
  /** The axis, or axes, of inputs. Default -2. */
  readonly inAxis?: number | readonly number[]
  /** The axis, or axes, of outputs. Default -1. */
  readonly outAxis?: number | readonly number[]
  /** The axes that count neither as inputs nor as outputs. Default: none. */
  readonly batchAxis?: number | readonly number[]
}

const fanOptions = ['inAxis', 'outAxis', 'batchAxis', 'dtype']

const modes: Readonly<Record<FanMode, (fanIn: number, fanOut: number) => number>> = {
  fanIn: (fanIn) => fanIn,
  fanOut: (_, fanOut) => fanOut,
  fanAvg: (fanIn, fanOut) => (fanIn + fanOut) / 2,
  fanGeoAvg: (fanIn, fanOut) => Math.sqrt(fanIn * fanOut),
}

/** The standard deviation of the standard normal distribution cut at -2 and 2. */
const truncatedDeviation = 0.8796256610342398

const distributions: Readonly<
  Record<
    InitDistribution,
    (key: TensorLike, shape: Shape, dtype: DType, variance: Tensor) => Tensor
  >
> = {
  truncatedNormal: (key, shape, dtype, variance) =>
    multiply(
      random.truncatedNormal(key, -2, 2, { shape, dtype }),
      divide(sqrt(variance), truncatedDeviation),
    ),
  normal: (key, shape, dtype, variance) =>
    multiply(random.normal(key, { shape, dtype }), sqrt(variance)),
  uniform: (key, shape, dtype, variance) =>
    multiply(random.uniform(key, { shape, dtype, minval: -1 }), sqrt(multiply(3, variance))),
}

/** Numbers of inputs and outputs of a unit, receptive field included. */
const fansOf = (
  shape: Shape,
  options: FanOptions | undefined,
): readonly [fanIn: number, fanOut: number] => {
  const { inAxis = -2, outAxis = -1, batchAxis = [] } = options ?? {}
  if (inAxis === -2 && shape.length < 2)
    throw new ShapeError(
      'varianceScaling',
      `expected a shape of at least two axes, got [${shape.join(', ')}]; ` +
        'its inputs and outputs cannot be told apart unless inAxis says where they are',
    )
  const sizeAlong = (axes: number | readonly number[]): number =>
    axesOfRank('varianceScaling', axes, shape.length).reduce(
      (size, axis) => size * (shape[axis] as number),
      1,
    )
  const [ins, outs] = [sizeAlong(inAxis), sizeAlong(outAxis)]
  const field = sizeOf(shape) / ins / outs / sizeAlong(batchAxis)
  return [ins * field, outs * field]
}

/**
 * Random numbers with mean 0 and variance `scale / n`, where `n` is the number of inputs or outputs of a
 * unit, so that signals neither grow nor shrink from layer to layer.
 *
 * @throws ArgumentError for an unknown mode, distribution or option
 * @throws ShapeError, when called, for a shape that has no inputs and outputs
 * @example
 * const init = nn.initializers.varianceScaling(3, 'fanAvg', 'uniform')
 * np.abs(init(random.key(0), [2, 4])).max().lt(np.sqrt(3)) // => true
 * @see He et al., Delving Deep into Rectifiers, ICCV 2015, §2.2
 */
export const varianceScaling = /*@__PURE__*/ keeping(
  'varianceScaling(scale, mode, distribution, options?)(key, shape, dtype?)',
  (
    scale: number,
    mode: FanMode,
    distribution: InitDistribution,
    options?: FanOptions,
  ): Initializer => {
    checkOptions('varianceScaling', options, fanOptions)
    checkChoice('varianceScaling', 'mode', mode, Object.keys(modes))
    checkChoice('varianceScaling', 'distribution', distribution, Object.keys(distributions))
    return (key, shape, dtype = options?.dtype ?? 'float32') => {
      const sizes = checkSizes('varianceScaling', shape)
      const variance = scalar(scale / modes[mode](...fansOf(sizes, options)), dtype)
      return distributions[distribution](key, sizes, dtype, variance)
    }
  },
)

const scaling = (
  name: string,
  scale: number,
  mode: FanMode,
  distribution: InitDistribution,
): ((options?: FanOptions) => Initializer) =>
  checked(`${name}(options?)`, (options?: FanOptions): Initializer => {
    checkOptions(name, options, fanOptions)
    return varianceScaling(scale, mode, distribution, options)
  })

/**
 * Uniform, with variance `2 / (inputs + outputs)`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.initializers.glorotUniform()(random.key(0), [2, 4]).shape // => [2, 4]
 * @see Glorot & Bengio, Understanding the difficulty of training deep feedforward networks, 2010, eq. 16
 */
export const glorotUniform = /*@__PURE__*/ scaling('glorotUniform', 1, 'fanAvg', 'uniform')

/**
 * Truncated normal, with variance `2 / (inputs + outputs)`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.initializers.glorotNormal()(random.key(0), [2, 4]).shape // => [2, 4]
 * @see Glorot & Bengio, Understanding the difficulty of training deep feedforward networks, 2010, eq. 12
 */
export const glorotNormal = /*@__PURE__*/ scaling('glorotNormal', 1, 'fanAvg', 'truncatedNormal')

/**
 * Uniform, with variance `1 / inputs`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.initializers.lecunUniform()(random.key(0), [2, 4]).shape // => [2, 4]
 * @see LeCun et al., Efficient BackProp, 1998, §4.6
 */
export const lecunUniform = /*@__PURE__*/ scaling('lecunUniform', 1, 'fanIn', 'uniform')

/**
 * Truncated normal, with variance `1 / inputs`.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.initializers.lecunNormal()(random.key(0), [2, 4]).shape // => [2, 4]
 * @see LeCun et al., Efficient BackProp, 1998, §4.6
 */
export const lecunNormal = /*@__PURE__*/ scaling('lecunNormal', 1, 'fanIn', 'truncatedNormal')

/**
 * Uniform, with variance `2 / inputs`: for `relu`, which halves it.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.initializers.heUniform()(random.key(0), [2, 4]).shape // => [2, 4]
 * @see He et al., Delving Deep into Rectifiers, ICCV 2015, eq. 10
 */
export const heUniform = /*@__PURE__*/ scaling('heUniform', 2, 'fanIn', 'uniform')

/**
 * Truncated normal, with variance `2 / inputs`: for `relu`, which halves it.
 *
 * @throws ArgumentError for an unknown option
 * @example
 * nn.initializers.heNormal()(random.key(0), [2, 4]).shape // => [2, 4]
 * @see He et al., Delving Deep into Rectifiers, ICCV 2015, eq. 10
 */
export const heNormal = /*@__PURE__*/ scaling('heNormal', 2, 'fanIn', 'truncatedNormal')

/** As `glorotUniform`, `glorotNormal`, `heUniform` and `heNormal`. */
export {
  glorotNormal as xavierNormal,
  glorotUniform as xavierUniform,
  heNormal as kaimingNormal,
  heUniform as kaimingUniform,
}
