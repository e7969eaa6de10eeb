import { owned } from '../core/owned.ts'
import type { Tensor } from '../core/tensor.ts'
import { Tracer } from '../core/trace.ts'
import { flatten, type TreeDef, unflatten } from '../core/tree-def.ts'
import { stopTensorGradient } from '../primitives/stop-gradient.ts'
import { tensorLeaves } from './flat.ts'

/** The arguments of a function with a custom rule as flat inputs, and back. */
export interface RuleArguments {
  /** Traced values among the arguments that are not differentiated, as constants; then the others' leaves. */
  readonly inputs: readonly Tensor[]
  /** How many of the inputs are not differentiated. */
  readonly numFixed: number
  /** The structure of the list of differentiated arguments. */
  readonly freeDef: TreeDef
  /** All arguments, in order. */
  readonly all: (inputs: readonly Tensor[]) => readonly unknown[]
  /** The arguments that are not differentiated. */
  readonly fixed: (inputs: readonly Tensor[]) => readonly unknown[]
  /** The differentiated arguments, or their tangents. */
  readonly free: (inputs: readonly Tensor[]) => readonly unknown[]
}

/** Takes arguments apart; those at the positions `nondiff` may be anything, such as functions. */
export const ruleArguments = (
  args: readonly unknown[],
  nondiff: readonly number[],
  op: string,
): RuleArguments => {
  // The backward pass may come long after the call.
  const given = owned(nondiff.map((i) => args[i]))
  const [parts, givenDef] = flatten(given)
  const traced = parts.flatMap((part, i) => (part instanceof Tracer ? [i] : []))
  const numFixed = traced.length
  const [leaves, freeDef] = tensorLeaves(
    args.filter((_, i) => !nondiff.includes(i)),
    op,
    'args',
  )
  const fixed = (inputs: readonly Tensor[]): readonly unknown[] => {
    if (numFixed === 0) return given
    const filled = [...parts]
    traced.forEach((position, k) => {
      filled[position] = inputs[k]
    })
    return unflatten(givenDef, filled) as readonly unknown[]
  }
  const free = (inputs: readonly Tensor[]): readonly unknown[] =>
    unflatten(freeDef, inputs.slice(numFixed)) as readonly unknown[]
  return {
    inputs: [...traced.map((i) => stopTensorGradient(parts[i] as Tracer)), ...leaves],
    numFixed,
    freeDef,
    fixed,
    free,
    all: (inputs) => {
      const [held, moving] = [fixed(inputs), free(inputs)]
      let next = 0
      return args.map((_, i) => (nondiff.includes(i) ? held[nondiff.indexOf(i)] : moving[next++]))
    },
  }
}
