import type { Kernel } from '../core/kernel.ts'
import { compact, copied, copy, type LowerBlock, makeArray } from './arrays.ts'
import type { Row, Step } from './block.ts'
import { type ArrayView, denseView, isRowMajor } from './views.ts'

type Cond = Extract<Kernel, { readonly kind: 'cond' }>
type While = Extract<Kernel, { readonly kind: 'while' }>
type Scan = Extract<Kernel, { readonly kind: 'scan' }>

/** Arrays of the carry, with its first values in them. */
const startCarry = (initial: readonly ArrayView[], steps: Step[]): readonly ArrayView[] =>
  initial.map((view) => copied(view, steps))

/** Moves a round's results into the carry; a result that is part of the carry itself is saved first. */
const updateCarry = (
  results: readonly ArrayView[],
  carry: readonly ArrayView[],
  steps: Step[],
): void => {
  const buffers = new Set(carry.map(({ buffer }) => buffer))
  const saved = results.map((result, i) => {
    return buffers.has(result.buffer) && result !== carry[i] ? copied(result, steps) : result
  })
  saved.forEach((result, i) => {
    copy(result, carry[i]!, steps)
  })
}

const lowerCond = (
  { branches }: Cond,
  [index, ...operands]: readonly ArrayView[],
  steps: Step[],
  lower: LowerBlock,
): readonly ArrayView[] => {
  const results = branches[0]!.outputs.map(({ aval }) => makeArray(aval))
  const blocks = branches.map((branch) => {
    const { steps: body, outputs } = lower(branch, operands)
    const all = [...body]
    outputs.forEach((output, i) => {
      copy(output, results[i]!, all)
    })
    return all
  })
  steps.push({ kind: 'cond', index: compact(index!, steps).buffer, branches: blocks })
  return results
}

const lowerWhile = (
  { condition, body, numConds, numBodies }: While,
  operands: readonly ArrayView[],
  steps: Step[],
  lower: LowerBlock,
): readonly ArrayView[] => {
  const conditionConstants = operands.slice(0, numConds)
  const bodyConstants = operands.slice(numConds, numConds + numBodies)
  const carry = startCarry(operands.slice(numConds + numBodies), steps)
  const test = lower(condition, [...conditionConstants, ...carry])
  const testSteps = [...test.steps]
  const { buffer } = compact(test.outputs[0]!, testSteps)
  const round = lower(body, [...bodyConstants, ...carry])
  const bodySteps = [...round.steps]
  updateCarry(round.outputs, carry, bodySteps)
  steps.push({ kind: 'while', condition: testSteps, test: buffer, body: bodySteps })
  return carry
}

/** Where the rows of an array are, copied together if they are not dense. */
const rowsOf = (stack: ArrayView, steps: Step[]): Row => {
  const shape = stack.shape.slice(1)
  const { buffer: row } = makeArray({ dtype: stack.buffer.dtype, shape })
  if (isRowMajor(shape, stack.strides.slice(1)))
    return { row, stack: stack.buffer, offset: stack.offset, stride: stack.strides[0]! }
  const { buffer } = compact(stack, steps)
  return { row, stack: buffer, offset: 0, stride: row.size }
}

const lowerScan = (
  { body, numConsts, numCarry, length, reverse }: Scan,
  operands: readonly ArrayView[],
  steps: Step[],
  lower: LowerBlock,
): readonly ArrayView[] => {
  const constants = operands.slice(0, numConsts)
  const carry = startCarry(operands.slice(numConsts, numConsts + numCarry), steps)
  const reads = operands.slice(numConsts + numCarry).map((stack) => rowsOf(stack, steps))
  const rows = reads.map(({ row }, i) =>
    denseView(row, body.inputs[numConsts + numCarry + i]!.aval.shape),
  )
  const round = lower(body, [...constants, ...carry, ...rows])
  const bodySteps = [...round.steps]
  const stacks: ArrayView[] = []
  const writes = round.outputs.slice(numCarry).map((output): Row => {
    const stack = makeArray({ dtype: output.buffer.dtype, shape: [length, ...output.shape] })
    stacks.push(stack)
    const { buffer } = compact(output, bodySteps)
    return { row: buffer, stack: stack.buffer, offset: 0, stride: buffer.size }
  })
  // The carry moves on before rows are written, so a row that is part of it is saved.
  const saved = writes.map((write): Row => {
    if (!carry.some(({ buffer }) => buffer === write.row)) return write
    const { buffer } = copied(denseView(write.row, [write.row.size]), bodySteps)
    return { ...write, row: buffer }
  })
  updateCarry(round.outputs.slice(0, numCarry), carry, bodySteps)
  steps.push({ kind: 'scan', length, reverse, reads, writes: saved, body: bodySteps })
  return [...carry, ...stacks]
}

/** Appends the steps of a kernel that holds programs; gives its results. */
export const lowerControl = (
  kernel: Cond | While | Scan,
  operands: readonly ArrayView[],
  steps: Step[],
  lower: LowerBlock,
): readonly ArrayView[] => {
  switch (kernel.kind) {
    case 'cond':
      return lowerCond(kernel, operands, steps, lower)
    case 'while':
      return lowerWhile(kernel, operands, steps, lower)
    case 'scan':
      return lowerScan(kernel, operands, steps, lower)
  }
}
