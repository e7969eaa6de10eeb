import { checked } from '../core/checked.ts'
import type { TensorLike } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import { flatten, flattenUpTo, unflatten } from '../core/tree-def.ts'
import { add, mul, sub, sum } from '../numpy/index.ts'

// Parameters of any tree type `T` have tensors for leaves; these keep the type.

const combine = (op: string, f: (a: Tensor, b: Tensor) => Tensor): (<T>(x: T, y: T) => T) =>
  checked(`${op}(x, y)`, <T>(x: T, y: T): T => {
    const [leaves, def] = flatten(x)
    const others = flattenUpTo(def, y, op)
    return unflatten(
      def,
      leaves.map((a, i) => f(a as Tensor, others[i] as Tensor)),
    ) as T
  })

/** `x + y`, leaf by leaf. */
export const treeAdd = /*@__PURE__*/ combine('treeAdd', (a, b) => add(a, b))

/** `x − y`, leaf by leaf. */
export const treeSub = /*@__PURE__*/ combine('treeSub', (a, b) => sub(a, b))

/** `a x`, leaf by leaf. */
export const treeScale = /*@__PURE__*/ checked('treeScale(a, x)', <T>(a: TensorLike, x: T): T => {
  const [leaves, def] = flatten(x)
  return unflatten(
    def,
    leaves.map((leaf) => mul(leaf as Tensor, a)),
  ) as T
})

/** `x + a (y − x)`, leaf by leaf. */
export const treeLerp = /*@__PURE__*/ checked(
  'treeLerp(x, y, a)',
  <T>(x: T, y: T, a: TensorLike): T => treeAdd(x, treeScale(a, treeSub(y, x))),
)

/** `⟨x, y⟩` over all leaves. */
export const treeDot = /*@__PURE__*/ checked('treeDot(x, y)', <T>(x: T, y: T): Tensor => {
  const [leaves, def] = flatten(x)
  const others = flattenUpTo(def, y, 'treeDot')
  return leaves
    .map((a, i) => sum(mul(a as Tensor, others[i] as Tensor)))
    .reduce((total, term) => add(total, term))
})
