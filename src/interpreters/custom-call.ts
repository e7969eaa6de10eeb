import { unreachable } from '../core/errors.ts'
import type { Bound, Primitive } from '../core/primitive.ts'
import { bound, outputAvals, type Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { currentTrace, type FlatJvp, type FlatVjp } from '../core/trace.ts'
import { evaluate } from './evaluate.ts'

interface CustomCall {
  readonly program: Program
  /** How many leading inputs are values that the function closed over. */
  readonly numConsts: number
}

interface CustomJvpCall extends CustomCall {
  readonly jvp: FlatJvp['jvp']
}

interface CustomVjpCall extends CustomCall {
  readonly fwd: FlatVjp['fwd']
  readonly bwd: FlatVjp['bwd']
}

/** What both share: the trace that meets them decides, so they need no rules of their own. */
const customCall = {
  abstract: (_: unknown, { program }: CustomCall) => outputAvals(program),
  jvp: () => unreachable('a custom rule reached a jvp rule'),
  batch: () => unreachable('a custom rule reached a batching rule'),
  lower: ({ program }: CustomCall) => ({ kind: 'call', program }) as const,
  inline: ({ program }: CustomCall) => program,
}

const customJvpCallP: Primitive<CustomJvpCall> = {
  ...customCall,
  name: 'custom_jvp_call',
  apply: (inputs, { program, numConsts, jvp }) =>
    currentTrace().customJvp(
      {
        fun: (xs) => evaluate(program, xs),
        jvp: (primals, tangents) => jvp(primals.slice(numConsts), tangents.slice(numConsts)),
      },
      inputs,
    ),
}

const customVjpCallP: Primitive<CustomVjpCall> = {
  ...customCall,
  name: 'custom_vjp_call',
  apply: (inputs, { program, numConsts, fwd, bwd }) =>
    currentTrace().customVjp(
      {
        fun: (xs) => evaluate(program, xs),
        fwd: (xs) => fwd(xs.slice(numConsts)),
        bwd: (residuals, cotangents): readonly (Tensor | null)[] => [
          ...Array.from({ length: numConsts }, () => null),
          ...bwd(residuals, cotangents),
        ],
      },
      inputs,
    ),
}

/** The equation that applies a function with a forward-mode rule, with the function's program. */
export const customJvpCall = (program: Program, numConsts: number, { jvp }: FlatJvp): Bound =>
  bound(customJvpCallP, { program, numConsts, jvp })

/** The equation that applies a function with a reverse-mode rule, with the function's program. */
export const customVjpCall = (program: Program, numConsts: number, { fwd, bwd }: FlatVjp): Bound =>
  bound(customVjpCallP, { program, numConsts, fwd, bwd })
