import type { Primitive, Ref } from '../core/primitive.ts'
import { bound, type Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import { type CallParams, callP, callRules } from './call.ts'
import { positions } from './masks.ts'
import { type CheckpointPolicy, rematerialized } from './saving.ts'

/**
 * Calls a program and keeps nothing of it for the backward pass, which computes it again, but what a policy says.
 *
 * Split, the known part computes the known outputs and what is saved; the unknown part takes that and the inputs, and
 * computes what it needs of the program anew. Transposing that runs its linear equations backwards, after its others
 * forwards.
 */
const rematP: Primitive<CallParams> = {
  name: 'checkpoint',
  ...callRules(() => rematP),
  split: (unknown, { policy, ...params }) => {
    const parts = rematerialized(params.program, unknown, policy)
    const saved = Array.from(
      { length: parts.numSaved },
      (_, index): Ref => ({
        from: 'residual',
        index,
      }),
    )
    return {
      known: bound(callP, { ...params, program: parts.known }),
      knownInputs: positions(unknown.map((u) => !u)),
      unknown: bound(rematP, {
        ...params,
        program: parts.unknown,
        again: true,
        ...(policy && { policy }),
      }),
      unknownInputs: [...saved, ...parts.needs.map((index): Ref => ({ from: 'input', index }))],
      outUnknown: parts.outUnknown,
    }
  },
}

/** Applies a closed program as one checkpointed call. */
export const bindRemat = (
  name: string,
  program: Program,
  inputs: readonly Tensor[],
  policy: CheckpointPolicy | undefined,
): readonly Tensor[] => bind(rematP, inputs, { name, program, ...(policy && { policy }) })
