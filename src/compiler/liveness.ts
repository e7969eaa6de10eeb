import { sameShape } from '../core/aval.ts'
import { updatesOperand } from '../core/kernel-kinds.ts'
import type { DenseArray, Lowered, Routine, Step } from './block.ts'
import type { Buffer, Contraction, Loop, Operand, View } from './kernels.ts'

/** The times of the first and the last step that touches a buffer. */
export interface Interval {
  readonly first: number
  readonly last: number
}

export interface Liveness {
  readonly intervals: ReadonlyMap<Buffer, Interval>
  /** For a result of a step, operands whose memory it may take over if nobody reads them later. */
  readonly successors: ReadonlyMap<Buffer, readonly Buffer[]>
}

const viewsOf = (operands: readonly Operand[]): readonly View[] =>
  operands.filter((operand): operand is View => 'buffer' in operand)

const sameView = (a: View, b: View): boolean =>
  a.offset === b.offset && sameShape(a.strides, b.strides)

/**
 * The one view through which a step reads each buffer that a result may overwrite: each element is read at
 * the point that writes it and at no other, so that view must be the result's as well.
 */
const readOnce = (step: Loop | Contraction): readonly View[] => {
  const { operands, results } = step
  // Reductions may come back to an element after others are stored.
  if (results.some(({ reduce }) => reduce !== undefined)) return []
  const found = new Map<Buffer, View>()
  const views = viewsOf(operands)
  for (const view of views) found.set(view.buffer, view)
  for (const view of views) {
    const other = found.get(view.buffer)
    if (other !== undefined && !sameView(view, other)) found.delete(view.buffer)
  }
  if (step.kind === 'contraction')
    for (const { buffer } of [step.lhs, step.rhs]) found.delete(buffer)
  for (const { view } of results) found.delete(view.buffer)
  return [...found.values()]
}

/** Those of the buffers that are read once whose memory a result may take over. */
const overwritable = (once: readonly View[], result: View): readonly Buffer[] => {
  const { dtype, size } = result.buffer
  return once
    .filter(({ buffer }) => buffer.dtype === dtype && buffer.size === size)
    .filter((view) => sameView(view, result))
    .map(({ buffer }) => buffer)
}

/** When each buffer of a program is in use; steps are numbered in the order of the text. */
export const liveness = ({ inputs, literals, steps, outputs }: Lowered): Liveness => {
  const first = new Map<Buffer, number>()
  const last = new Map<Buffer, number>()
  const successors = new Map<Buffer, Buffer[]>()
  let time = 0

  const touch = (buffer: Buffer): void => {
    if (!first.has(buffer)) first.set(buffer, time)
    last.set(buffer, time)
  }
  const touchArrays = (arrays: readonly DenseArray[]): void => {
    for (const { buffer } of arrays) touch(buffer)
  }
  const mayTake = (result: Buffer, operands: readonly Buffer[]): void => {
    successors.set(result, [...(successors.get(result) ?? []), ...operands])
  }

  /** What is in use before a repeated part and within it is in use throughout. */
  const repeated = (visitBody: () => void): void => {
    const start = time
    visitBody()
    for (const [buffer, begin] of first)
      if (begin < start && last.get(buffer)! >= start) last.set(buffer, time)
    time += 1
  }

  /** Buffers of routines, which keep a place of their own. */
  const kept = new Set<Buffer>()
  const routines = new Set<Routine>()
  const visitRoutine = (routine: Routine): void => {
    if (routines.has(routine)) return
    routines.add(routine)
    const before = new Set(first.keys())
    touchArrays(routine.inputs)
    routine.steps.forEach(visit)
    touchArrays(routine.outputs)
    for (const buffer of first.keys()) if (!before.has(buffer)) kept.add(buffer)
    touchKept(routine.inputs)
  }
  // Inputs were touched before, by what copies the arguments there.
  const touchKept = (arrays: readonly DenseArray[]): void => {
    for (const { buffer } of arrays) kept.add(buffer)
  }

  const visitResults = (step: Loop | Contraction): void => {
    const once = readOnce(step)
    for (const { view } of step.results) {
      if (!first.has(view.buffer)) mayTake(view.buffer, overwritable(once, view))
      touch(view.buffer)
    }
  }

  const visit = (step: Step): void => {
    switch (step.kind) {
      case 'call':
        visitRoutine(step.routine)
        break
      case 'loop':
      case 'contraction':
        if (step.kind === 'contraction')
          for (const { buffer } of [step.lhs, step.rhs]) touch(buffer)
        for (const { buffer } of viewsOf(step.operands)) touch(buffer)
        visitResults(step)
        break
      case 'data': {
        const [result] = step.outputs
        if (updatesOperand(step.kernel))
          if (step.inputs.slice(1).every(({ buffer }) => buffer !== step.inputs[0]!.buffer))
            mayTake(result!.buffer, [step.inputs[0]!.buffer])
        touchArrays(step.inputs)
        touchArrays(step.outputs)
        break
      }
      case 'cond':
        touch(step.index)
        time += 1
        for (const branch of step.branches) branch.forEach(visit)
        break
      case 'while':
        repeated(() => {
          step.condition.forEach(visit)
          touch(step.test)
          time += 1
          step.body.forEach(visit)
        })
        break
      case 'scan':
        for (const { stack } of [...step.reads, ...step.writes]) touch(stack)
        time += 1
        repeated(() => {
          for (const { row, stack } of step.reads) {
            touch(row)
            touch(stack)
          }
          time += 1
          step.body.forEach(visit)
          for (const { row, stack } of step.writes) {
            touch(row)
            touch(stack)
          }
        })
        break
    }
    time += 1
  }

  for (const buffer of [...inputs, ...literals.keys()]) {
    first.set(buffer, -1)
    last.set(buffer, -1)
  }
  steps.forEach(visit)
  touchArrays(outputs)
  for (const buffer of kept) {
    first.set(buffer, -1)
    last.set(buffer, time)
    successors.delete(buffer)
  }
  return {
    intervals: new Map(
      [...first].map(([buffer, begin]) => [buffer, { first: begin, last: last.get(buffer)! }]),
    ),
    successors,
  }
}
