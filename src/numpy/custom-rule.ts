import type { Tensor } from '../core/tensor.ts'
import { currentTrace, type FlatJvp } from '../core/trace.ts'

/**
 * A function of tensors with its own forward-mode rule: `tangent` gives the tangent of the only output
 * from the operands, their tangents and that output.
 */
export const withTangent = (
  fun: (...xs: readonly Tensor[]) => Tensor,
  tangent: (dxs: readonly Tensor[], xs: readonly Tensor[], out: Tensor) => Tensor,
): ((...xs: readonly Tensor[]) => Tensor) => {
  const apply = (...xs: readonly Tensor[]): Tensor =>
    currentTrace().customJvp(rule, xs)[0] as Tensor
  const rule: FlatJvp = {
    fun: (xs) => [fun(...xs)],
    jvp: (primals, tangents) => {
      // Applied again rather than `fun`, so that the next order of differentiation has the rule too.
      const out = apply(...primals)
      return [[out], [tangent(tangents, primals, out)]]
    },
  }
  return apply
}
