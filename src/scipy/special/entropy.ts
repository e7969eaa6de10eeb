import { checked } from '../../core/checked.ts'
import type { TensorLike } from '../../core/convert.ts'
import type { Tensor } from '../../core/tensor.ts'
import { add, divide, multiply, negative } from '../../numpy/arithmetic.ts'
import { binaryInexact } from '../../numpy/broadcasting.ts'
import { zerosLike } from '../../numpy/creation.ts'
import { withTangent } from '../../numpy/custom-rule.ts'
import { isnan, less, logicalOr, notEqual, select3 } from '../../numpy/logic.ts'
import { log, log1p } from '../../numpy/math.ts'
import { inexact } from '../../numpy/promotion.ts'

type Pair = readonly [Tensor, Tensor]

/** The product, but 0 where `x` is 0, unless `y` is NaN. */
const product = (x: Tensor, logarithm: Tensor, y: Tensor): Tensor =>
  select3(logicalOr(notEqual(x, 0), isnan(y)), multiply(x, logarithm), zerosLike(x))

const timesLog = /*@__PURE__*/ withTangent(
  (...xs) => {
    const [x, y] = xs as unknown as Pair
    return product(x, log(y), y)
  },
  (dxs, xs) => {
    const [[dx, dy], [x, y]] = [dxs as unknown as Pair, xs as unknown as Pair]
    return add(multiply(dx, log(y)), divide(multiply(dy, x), y))
  },
)

const timesLog1p = /*@__PURE__*/ withTangent(
  (...xs) => {
    const [x, y] = xs as unknown as Pair
    return product(x, log1p(y), y)
  },
  (dxs, xs) => {
    const [[dx, dy], [x, y]] = [dxs as unknown as Pair, xs as unknown as Pair]
    return add(multiply(dx, log1p(y)), divide(multiply(dy, x), add(y, 1)))
  },
)

const timesOwnLog = /*@__PURE__*/ withTangent(
  (x) => timesLog(x as Tensor, x as Tensor),
  ([dx], [x]) => multiply(dx as Tensor, add(log(x as Tensor), 1)),
)

/**
 * `x log(y)`, and 0 where `x` is 0.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * scipy.special.xlogy(np.array([0, 2]), np.array([0, 1])) // => [0, 0]
 */
export const xlogy = /*@__PURE__*/ checked(
  'xlogy(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binaryInexact('xlogy', timesLog, x, y),
)

/**
 * `x log(1 + y)`, and 0 where `x` is 0.
 *
 * Shapes: `x[s], y[t] → z[s broadcast with t]`.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @example
 * scipy.special.xlog1py(np.array([0, 2]), np.array([-1, 0])) // => [0, 0]
 */
export const xlog1py = /*@__PURE__*/ checked(
  'xlog1py(x, y)',
  (x: TensorLike, y: TensorLike): Tensor => binaryInexact('xlog1py', timesLog1p, x, y),
)

/**
 * The entropy `-x log(x)`: 0 at 0, where its derivative is infinite, and `-∞` below.
 *
 * Shapes: `x[s] → y[s]`.
 *
 * @example
 * scipy.special.entr(np.array([-1, 0, 1])) // => [-Infinity, 0, 0]
 */
export const entr = /*@__PURE__*/ checked('entr(x)', (x: TensorLike): Tensor => {
  const tensor = inexact('entr', x)
  return select3(less(tensor, 0), Number.NEGATIVE_INFINITY, negative(timesOwnLog(tensor)))
})
