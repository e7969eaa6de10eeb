import { simplify } from '../compiler/simplify.ts'
import type { Device } from '../core/device.ts'
import type { Kernel } from '../core/kernel.ts'
import { getOrCreate } from '../core/maps.ts'
import type { Primitive, Ref, Tangent } from '../core/primitive.ts'
import { bound, outputAvals, type Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import { batchProgram } from '../interpreters/batch.ts'
import { callSteps } from '../interpreters/effects.ts'
import { jvpProgram } from '../interpreters/jvp.ts'
import { partialProgram } from '../interpreters/partial.ts'
import { closeOverTracers } from '../interpreters/stage.ts'
import { transposeProgram } from '../interpreters/transpose.ts'
import { batchToFront } from '../primitives/structural.ts'
import { axisNamesOf } from './axis-names.ts'
import { positions, scatterMask } from './masks.ts'
import type { CheckpointPolicy } from './saving.ts'

export interface CallParams {
  readonly name: string
  readonly program: Program
  /** Inputs whose memory the call may take over; only where values are concrete. */
  readonly donated?: readonly number[]
  /** Whether it computes what was computed before, so that effects in it have happened. */
  readonly again?: true
  /** What a checkpointed call keeps for its backward pass. */
  readonly policy?: CheckpointPolicy
  /** Where the call runs, if not where its inputs are; only where it is not part of a larger program. */
  readonly device?: Device
}

const kernelOf = ({ program, donated, device }: CallParams): Kernel => ({
  kind: 'call',
  program: simplify(program),
  ...(donated && { donated }),
  ...(device && { device }),
})

const kernels = new WeakMap<CallParams, Kernel>()

/** Applies a transform of a program, which may close over values of outer transforms. */
const bindTransformed = (
  primitive: Primitive<CallParams>,
  inputs: readonly Tensor[],
  params: CallParams,
  transformed: Program,
): readonly Tensor[] => {
  const { program, constants } = closeOverTracers(transformed)
  return bind(primitive, [...constants, ...inputs], calling(params, program))
}

/** A call of the transform of a program. */
const calling = ({ donated: _, ...kept }: CallParams, program: Program): CallParams => ({
  ...kept,
  program,
})

/** Rules that a call-like primitive shares: transform the program, call the result. */
export const callRules = (
  self: () => Primitive<CallParams>,
): Pick<
  Primitive<CallParams>,
  'abstract' | 'jvp' | 'transpose' | 'batch' | 'lower' | 'axisNames' | 'steps'
> => ({
  abstract: (_, { program }) => outputAvals(program),
  jvp: (primals, tangents, params) => {
    const { program } = params
    const nonzero = tangents.map((t) => t !== null)
    const { program: both, outNonzero } = jvpProgram(program, nonzero)
    const inputs = [...primals, ...tangents.filter((t) => t !== null)]
    const results = bindTransformed(self(), inputs, params, both)
    const n = program.outputs.length
    return [results.slice(0, n), scatterMask(outNonzero, results.slice(n))]
  },
  transpose: (cts, inputs, params) => {
    const isLinear = inputs.map((x) => x === null)
    const nonzero = cts.map((ct) => ct !== null)
    const transposed = transposeProgram(params.program, isLinear, nonzero, false)
    const operands = [...inputs.filter((x) => x !== null), ...cts.filter((ct) => ct !== null)]
    const results = bindTransformed(self(), operands, params, transposed.program)
    const linearCts = scatterMask(transposed.outNonzero, results)
    let next = 0
    return isLinear.map((is): Tangent => (is ? (linearCts[next++] ?? null) : null))
  },
  batch: (size, inputs, dims, params, axisName) => {
    const batched = dims.map((d) => d !== null)
    const result = batchProgram(params.program, size, axisName, batched)
    const front = inputs.map((x, i) => (batched[i] ? batchToFront(x, dims[i] as number, size) : x))
    return [
      bind(self(), front, calling(params, result.program)),
      result.outBatched.map((b) => (b ? 0 : null)),
    ]
  },
  lower: (params) => getOrCreate(kernels, params, () => kernelOf(params)),
  axisNames: ({ program }) => axisNamesOf(program),
  steps: {
    ...callSteps(({ program }) => program),
    programs: ({ program, again }) => (again ? [] : [program]),
  },
})

/** Calls a program: what `jit` binds. Named as JAX prints it. */
export const callP: Primitive<CallParams> = {
  name: 'jit',
  ...callRules(() => callP),
  split: (unknown, { program, donated: _, ...rest }) => {
    const parts = partialProgram(program, unknown)
    const unknownInputs = positions(unknown).map((index): Ref => ({ from: 'input', index }))
    return {
      known: bound(callP, { ...rest, program: parts.known }),
      knownInputs: positions(unknown.map((u) => !u)),
      unknown: bound(callP, { ...rest, program: parts.unknown }),
      unknownInputs: [...parts.needs, ...unknownInputs],
      outUnknown: parts.outUnknown,
    }
  },
  inline: ({ program }) => program,
}

/** Applies a program to `inputs` as one call; repeated calls should share `params`. */
export const bindCall = (params: CallParams, inputs: readonly Tensor[]): readonly Tensor[] =>
  bind(callP, inputs, params)
