import type { Lowered, Step } from '../../src/compiler/block.ts'
import type { Buffer, Operand } from '../../src/compiler/kernels.ts'
import type { Plan } from '../../src/compiler/plan.ts'
import { allocate } from '../../src/core/dtype.ts'

const lineBytes = 64

const buffersOf = (operands: readonly Operand[]): readonly Buffer[] =>
  operands.flatMap((operand) => ('buffer' in operand ? [operand.buffer] : []))

/**
 * Follows which buffer each cache line of memory holds while the steps run: loops twice, and every
 * branch. Names the first step that reads a buffer which another has overwritten, or nobody has written.
 */
export const firstOverwritten = (lowered: Lowered, plan: Plan): string | undefined => {
  const owners = new Map<number, Buffer>()
  let found: string | undefined

  const linesOf = (buffer: Buffer): readonly number[] => {
    const bytes = buffer.size * allocate(buffer.dtype, 0).BYTES_PER_ELEMENT
    const first = plan.addresses.get(buffer)! / lineBytes
    return Array.from({ length: Math.ceil(bytes / lineBytes) }, (_, i) => first + i)
  }
  const write = (buffer: Buffer): void => {
    for (const line of linesOf(buffer)) owners.set(line, buffer)
  }
  const read = (buffer: Buffer, where: string): void => {
    for (const line of linesOf(buffer))
      if (owners.get(line) !== buffer)
        found ??= `${where} reads ${buffer.dtype}[${buffer.size}] at ${64 * line}, which is ${
          owners.has(line) ? 'overwritten' : 'not written'
        }`
  }
  const access = (reads: readonly Buffer[], writes: readonly Buffer[], where: string): void => {
    for (const buffer of reads) read(buffer, where)
    writes.forEach(write)
  }

  const run = (step: Step): void => {
    switch (step.kind) {
      case 'loop':
      case 'contraction': {
        const factors = step.kind === 'contraction' ? [step.lhs.buffer, step.rhs.buffer] : []
        const results = step.results.map(({ view }) => view.buffer)
        access([...factors, ...buffersOf(step.operands)], results, step.kind)
        break
      }
      case 'data': {
        const [inputs, outputs] = [step.inputs, step.outputs].map((arrays) =>
          arrays.map(({ buffer }) => buffer),
        ) as [Buffer[], Buffer[]]
        access(inputs, outputs, step.kernel.kind)
        break
      }
      case 'cond': {
        read(step.index, 'cond')
        const before = new Map(owners)
        const after = new Map(owners)
        for (const branch of step.branches) {
          owners.clear()
          for (const [line, buffer] of before) owners.set(line, buffer)
          branch.forEach(run)
          for (const [line, buffer] of owners)
            if (buffer !== before.get(line)) after.set(line, buffer)
        }
        owners.clear()
        for (const [line, buffer] of after) owners.set(line, buffer)
        break
      }
      case 'while':
        for (let round = 0; round < 2; round++) {
          step.condition.forEach(run)
          read(step.test, 'while')
          step.body.forEach(run)
        }
        step.condition.forEach(run)
        break
      case 'scan':
        for (let round = 0; round < Math.min(2, step.length); round++) {
          for (const { row, stack } of step.reads) access([stack], [row], 'scan')
          step.body.forEach(run)
          for (const { row, stack } of step.writes) access([row], [stack], 'scan')
        }
        break
    }
  }

  for (const buffer of [...lowered.literals.keys(), ...lowered.inputs]) write(buffer)
  lowered.steps.forEach(run)
  for (const { buffer } of lowered.outputs) read(buffer, 'the host')
  return found
}
