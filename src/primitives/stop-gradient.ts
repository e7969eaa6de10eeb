import { isFloat } from '../core/dtype.ts'
import type { Tensor } from '../core/tensor.ts'
import { currentTrace, type FlatJvp } from '../core/trace.ts'

/** The identity, with a derivative of zero. */
const rule: FlatJvp = {
  fun: (inputs) => inputs,
  jvp: (primals) => [primals.map(stopTensorGradient), primals.map(() => null)],
}

/** The same tensor, constant to differentiation at every order. */
export const stopTensorGradient = (x: Tensor): Tensor =>
  isFloat(x.dtype) ? (currentTrace().customJvp(rule, [x])[0] as Tensor) : x
