import { range } from '../../src/core/aval.ts'
import { scalar } from '../../src/core/convert.ts'
import { isFloat } from '../../src/core/dtype.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { flatten } from '../../src/core/tree-def.ts'
import { add, convertElementType, mul } from '../../src/primitives/arithmetic.ts'
import { sin } from '../../src/primitives/elementwise.ts'
import { iota } from '../../src/primitives/slicing.ts'
import { reduceSum, reshape } from '../../src/primitives/structural.ts'

/** The sum of a tensor's elements with weights of their own, `sin(k + 1)` for element `k`. */
const weigh = (x: Tensor): Tensor => {
  const positions = add(iota('int32', [x.size]), scalar(1, 'int32'))
  const weights = reshape(sin(convertElementType(positions, 'float64')), x.shape)
  return reduceSum(mul(convertElementType(x, 'float64'), weights), range(x.ndim))
}

/** A float64 scalar that depends on every floating element of a function's results. */
export const weightedSum =
  (f: (...xs: Tensor[]) => unknown): ((...xs: Tensor[]) => Tensor) =>
  (...xs) =>
    (flatten(f(...xs))[0] as Tensor[])
      .filter((y) => isFloat(y.dtype))
      .reduce((sum, y) => add(sum, weigh(y)), scalar(0, 'float64'))
