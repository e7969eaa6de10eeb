import { asTensor, isTensorLike, type TensorLike } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import type { Tensor } from '../core/tensor.ts'
import { broadcastPrefix } from '../core/tree.ts'
import { flatten, unflatten } from '../core/tree-def.ts'
import { multiply } from '../numpy/arithmetic.ts'
import { asDtype } from '../numpy/promotion.ts'
import type { Tensors } from '../transforms/types.ts'
import { finiteTree } from './arguments.ts'
import { mapLeaves } from './map-leaves.ts'
import { stateless } from './stateless.ts'
import type { GradientTransformation, RateTree } from './types.ts'

/** `factor · g` in the dtype of `g`. */
export const scaled = (op: string, g: Tensor, factor: TensorLike): Tensor =>
  multiply(asDtype(op, factor, g.dtype), g)

const scaleLeaves = <T>(op: string, grads: T, factors: RateTree): Tensors<T> => {
  const [leaves, def] = flatten(grads)
  const list = broadcastPrefix(factors, grads, op, undefined, 'grads')
  return unflatten(
    def,
    leaves.map((g, i) => scaled(op, asTensor(g, op), list[i] as TensorLike)),
  ) as Tensors<T>
}

/** `scale`, in the name of `op`. */
export const scaleBy = (op: string, factor: TensorLike | RateTree): GradientTransformation =>
  isTensorLike(factor)
    ? stateless(op, (grads) => mapLeaves(op, (g) => scaled(op, g, factor), grads))
    : stateless(op, (grads) => scaleLeaves(op, grads, factor))

/**
 * Multiplies gradients by a factor: a number, a tensor, or a tree with a factor for each gradient or
 * subtree of gradients.
 *
 * @throws ArgumentError for a factor that is none of these
 * @throws TreeError, from `update`, if a tree of factors does not fit the gradients, with the path
 * @example
 * optim.scale(-0.5).update({ w: np.array(3) }, null)[0] // => { w: -1.5 }
 */
export const scale = /*@__PURE__*/ keeping(
  'scale(factor)',
  (factor: TensorLike | RateTree): GradientTransformation => {
    finiteTree('scale', 'the factor', factor)
    return scaleBy('scale', factor)
  },
)
