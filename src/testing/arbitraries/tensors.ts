import fc from 'fast-check'
import { makeAval, type Shape, sizeOf } from '../../core/aval.ts'
import { fromData } from '../../core/convert.ts'
import { allocate, type DType, isFloat, isUnsigned } from '../../core/dtype.ts'
import { keeping } from '../../core/keeping.ts'
import { checkOptions } from '../../core/options.ts'
import type { Tensor } from '../../core/tensor.ts'
import { makeRandom } from '../random.ts'
import { shapes } from './shapes.ts'

export interface TensorConstraints {
  /** One shape, or an arbitrary of shapes. Default `shapes()`. */
  readonly shape?: Shape | fc.Arbitrary<Shape>
  /** Default `float32`. */
  readonly dtype?: DType
  /** Least element. Default -2; 0 for `uint8`, `uint32` and `bool`. */
  readonly min?: number
  /** Greatest element. Default 2; 1 for `bool`. */
  readonly max?: number
  /**
   * Whether elements lie far apart, a whole slot of the range each, so that maxima and sorts have no
   * ties and finite differences cross none. Default false.
   */
  readonly distinct?: boolean
}

/** Elements are multiples of this: exact in float32, and never within rounding errors of each other. */
const grid = 1 / 1024

const elementOf = (dtype: DType, min: number, max: number): fc.Arbitrary<number> => {
  const step = isFloat(dtype) ? grid : 1
  return fc
    .integer({ min: Math.ceil(min / step), max: Math.floor(max / step) })
    .map((n) => n * step)
}

/** One element in each of `size` slots of the range, in a random order. */
const spreadOver = (size: number, min: number, max: number, seed: number): readonly number[] => {
  const random = makeRandom(seed)
  const slot = (max - min) / size
  const values = Array.from(
    { length: size },
    (_, i) => min + slot * (i + 0.25 + random.uniform() / 2),
  )
  for (let i = size - 1; i > 0; i--) {
    const k = Math.floor(random.uniform() * (i + 1))
    const moved = values[k] as number
    values[k] = values[i] as number
    values[i] = moved
  }
  return values
}

const defaultRange = (dtype: DType): readonly [min: number, max: number] =>
  dtype === 'bool' ? [0, 1] : isUnsigned(dtype) ? [0, 4] : [-2, 2]

const tensorOf = (values: readonly number[], shape: Shape, dtype: DType): Tensor => {
  const data = allocate(dtype, values.length)
  data.set(values)
  return fromData(data, makeAval(shape, dtype))
}

/**
 * Tensors with elements in a range. Floating elements are multiples of 1/1024, so that sums and products
 * of a few are exact. Shrinks to smaller shapes, and elements near 0.
 *
 * Shapes: `x[shape]`.
 *
 * @example
 * fc.assert(fc.property(tensors({ shape: [3], min: 1 }), (x) => np.log(x).shape[0] === 3))
 */
export const tensors = /*@__PURE__*/ keeping(
  'tensors(constraints?)',
  (constraints: TensorConstraints = {}): fc.Arbitrary<Tensor> => {
    checkOptions('tensors', constraints, ['shape', 'dtype', 'min', 'max', 'distinct'])
    const { shape = shapes(), dtype = 'float32', distinct = false } = constraints
    const [low, high] = defaultRange(dtype)
    const { min = low, max = high } = constraints
    const shapeArbitrary = Array.isArray(shape)
      ? fc.constant(shape as Shape)
      : (shape as fc.Arbitrary<Shape>)
    return shapeArbitrary.chain((s) => {
      const size = sizeOf(s)
      const values: fc.Arbitrary<readonly number[]> = distinct
        ? fc.nat().map((seed) => spreadOver(size, min, max, seed))
        : fc.array(elementOf(dtype, min, max), { minLength: size, maxLength: size })
      return values.map((list) => tensorOf(list, s, dtype))
    })
  },
)
