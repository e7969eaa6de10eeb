import type { DataStep, Lowered, Step } from '../../../compiler/block.ts'
import type { Contraction, Loop } from '../../../compiler/kernels.ts'
import { sizeOf } from '../../../core/aval.ts'
import { instructionsOf, workOf } from '../kernels/loop/weight.ts'

/** Nanoseconds of an instruction on a vector in a loop: ten operations on 4096 numbers take 0.57 ns each. */
const instruction = 0.18

/** About how many instructions take so many nanoseconds. */
export const instructionsIn = (nanoseconds: number): number => nanoseconds / instruction

/** Nanoseconds of a multiplication and an addition in a contraction: 17 of them take one. */
const product = 0.06

/** Rounds that a loop is taken for where only its condition knows them. */
const unknownRounds = 16

const contraction = ({ batch, m, n, k, dtype }: Contraction): number =>
  sizeOf(batch) * m * n * (k + 4) * product * (dtype === 'float64' ? 2 : 1)

const data = ({ kernel, inputs, outputs }: DataStep): number => {
  const shape = inputs[0]!.shape
  const elements = sizeOf(shape)
  const written = sizeOf(outputs[0]!.shape)
  const side = shape.at(-1) ?? 1
  switch (kernel.kind) {
    case 'sort':
      return 4 * elements * Math.log2(1 + (shape[kernel.axis] ?? 1)) * inputs.length
    case 'argReduce':
      return elements
    case 'cumulative':
      return (kernel.op === 'logsumexp' ? 5 : 1) * elements
    case 'gather':
      return 2 * written
    case 'scatter':
      return 2 * sizeOf(inputs[2]!.shape)
    case 'dynamicSlice':
    case 'dynamicUpdateSlice':
      return written / 4
    case 'cholesky':
      return (elements * side) / 6
    case 'lu':
      return (elements * side) / 3
    case 'triangularSolve':
      return (written * side) / 3
  }
}

/** A step that is a kernel. */
export type KernelStep = Loop | Contraction | DataStep

/** About how many nanoseconds a kernel takes on one core. */
export const kernelWork = (step: KernelStep): number => {
  switch (step.kind) {
    case 'loop':
      return instructionsOf(step, workOf(step)) * instruction
    case 'contraction':
      return contraction(step)
    case 'data':
      return data(step)
  }
}

const blockWork = (steps: readonly Step[], least: number): number =>
  steps.reduce((total, step) => total + stepWork(step, least), 0)

const stepWork = (step: Step, least: number): number => {
  switch (step.kind) {
    case 'cond':
      return Math.max(...step.branches.map((branch) => blockWork(branch, least)))
    case 'while':
      return unknownRounds * (blockWork(step.condition, least) + blockWork(step.body, least))
    case 'call':
      // Routines run on one thread.
      return 0
    case 'scan':
      return step.length * blockWork(step.body, least)
    default: {
      const work = kernelWork(step)
      return work < least ? 0 : work
    }
  }
}

/** About how many nanoseconds of a program on one core are in kernels that take at least `least`. */
export const sharedWork = ({ steps }: Lowered, least: number): number => blockWork(steps, least)
