import { unreachable } from '../core/errors.ts'
import type { Bound, Primitive } from '../core/primitive.ts'
import { bound, outputAvals, type Program } from '../core/program.ts'
import { currentTrace, type FlatJvp, type FlatVjp } from '../core/trace.ts'
import { callSteps } from './effects.ts'
import { evaluate } from './evaluate.ts'

interface CustomCall {
  readonly program: Program
}

interface CustomJvpCall extends CustomCall, Omit<FlatJvp, 'fun'> {}

interface CustomVjpCall extends CustomCall, Omit<FlatVjp, 'fun'> {}

/** What both share: the trace that meets them decides, so they need no rules of their own. */
const customCall = {
  abstract: (_: unknown, { program }: CustomCall) => outputAvals(program),
  jvp: () => unreachable('a custom rule reached a jvp rule'),
  batch: () => unreachable('a custom rule reached a batching rule'),
  lower: ({ program }: CustomCall) => ({ kind: 'call', program }) as const,
  inline: ({ program }: CustomCall) => program,
  steps: callSteps(({ program }: CustomCall) => program),
}

const customJvpCallP: Primitive<CustomJvpCall> = {
  ...customCall,
  name: 'custom_jvp_call',
  apply: (inputs, { program, ...rule }) =>
    currentTrace().customJvp({ fun: (xs) => evaluate(program, xs), ...rule }, inputs),
}

const customVjpCallP: Primitive<CustomVjpCall> = {
  ...customCall,
  name: 'custom_vjp_call',
  apply: (inputs, { program, ...rule }) =>
    currentTrace().customVjp({ fun: (xs) => evaluate(program, xs), ...rule }, inputs),
}

/** The equation that applies a function with a forward-mode rule, with the function's program. */
export const customJvpCall = (program: Program, rule: Omit<FlatJvp, 'fun'>): Bound =>
  bound(customJvpCallP, { program, ...rule })

/** The equation that applies a function with a reverse-mode rule, with the function's program. */
export const customVjpCall = (program: Program, rule: Omit<FlatVjp, 'fun'>): Bound =>
  bound(customVjpCallP, { program, ...rule })
