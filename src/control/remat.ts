import { removeDeadCode } from '../core/dead-code.ts'
import type { Bound, Primitive, Ref } from '../core/primitive.ts'
import { bound, memoizeByProgram, type Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import { partialProgram } from '../interpreters/partial.ts'
import { type CallParams, callP, callRules } from './call.ts'
import { positions } from './masks.ts'

/**
 * Calls a program and keeps nothing of it for the backward pass, which computes it again.
 *
 * Split, the known part computes the known outputs; the unknown part takes all inputs and computes what
 * it needs of the program anew. Transposing that runs its linear equations backwards, after its others
 * forwards.
 */
const rematP: Primitive<CallParams> = {
  name: 'checkpoint',
  ...callRules(() => rematP),
  split: (unknown, params) => {
    const { known, outUnknown } = partialProgram(params.program, unknown)
    const outputs = known.outputs.slice(0, outUnknown.filter((u) => !u).length)
    return {
      known: bound(callP, { ...params, program: onlyOutputs(known, outputs.length) }),
      knownInputs: positions(unknown.map((u) => !u)),
      unknown: remat({
        ...params,
        program: unknownOutputs(params.program, outUnknown),
        again: true,
      }),
      unknownInputs: unknown.map((_, index): Ref => ({ from: 'input', index })),
      outUnknown,
    }
  },
}

const remat = (params: CallParams): Bound => bound(rematP, params)

const onlyOutputs = memoizeByProgram(
  (program: Program, count: number): Program =>
    removeDeadCode({ ...program, outputs: program.outputs.slice(0, count) }),
)

const unknownOutputs = memoizeByProgram(
  (program: Program, outUnknown: readonly boolean[]): Program =>
    removeDeadCode({ ...program, outputs: program.outputs.filter((_, i) => outUnknown[i]) }),
)

/** Applies a closed program as one checkpointed call. */
export const bindRemat = (
  name: string,
  program: Program,
  inputs: readonly Tensor[],
): readonly Tensor[] => bind(rematP, inputs, { name, program })
