import { type Aval, makeAval } from '../core/aval.ts'
import { TracerError } from '../core/errors.ts'
import type { Primitive, Tangent } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind, type FlatVjp } from '../core/trace.ts'
import { zerosLike } from './structural.ts'

interface CustomLinearParams {
  readonly bwd: FlatVjp['bwd']
  readonly numResiduals: number
  readonly outAvals: readonly Aval[]
}

const forwardMode = (): never => {
  throw new TracerError(
    'customVjp',
    "expected reverse mode, got forward mode: can't apply forward-mode autodiff (jvp) to a function " +
      'with a customVjp rule, since only its backward pass is known; use grad or vjp, or give the ' +
      'function a customJvp rule',
  )
}

/**
 * The unknown linear map of a function with a `customVjp` rule, of which only the transpose is known.
 * Operands: residuals, then tangents.
 */
const customLinearP: Primitive<CustomLinearParams> = {
  name: 'custom_lin',
  abstract: (_, { outAvals }) => outAvals,
  jvp: forwardMode,
  batch: forwardMode,
  lower: forwardMode,
  transpose: (cts, inputs, { bwd, numResiduals, outAvals }) => {
    const residuals = inputs.slice(0, numResiduals) as readonly Tensor[]
    const full = cts.map((ct, i) => ct ?? zerosLike(outAvals[i] as Aval))
    return [...residuals.map(() => null), ...bwd(residuals, full)]
  },
}

/** Tangents of the outputs of a function with a `customVjp` rule. */
export const bindCustomLinear = (
  bwd: FlatVjp['bwd'],
  residuals: readonly Tensor[],
  tangents: readonly Tensor[],
  outputs: readonly Tensor[],
): readonly Tangent[] =>
  bind(customLinearP, [...residuals, ...tangents], {
    bwd,
    numResiduals: residuals.length,
    outAvals: outputs.map(({ shape, dtype }) => makeAval(shape, dtype)),
  })
