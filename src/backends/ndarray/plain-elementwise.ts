import type { NdBuffer } from './buffer.ts'
import type { Call, ScalarCall } from './elementwise-code.ts'
import { interpretBody } from './interpret.ts'
import { collapse } from './loops.ts'
import { eachLine } from './plain-loops.ts'

/** A loop like one of `cwise-compiler`, where code may not be generated: arrays of `outputs`, then `inputs`, of which the last may be scalars. */
export const interpretLoop = (
  text: string,
  outputs: readonly string[],
  inputs: readonly string[],
): Call => {
  const { frame, slot, run } = interpretBody(text, [...outputs, ...inputs])
  const outputSlots = outputs.map(slot)
  const inputSlots = inputs.map(slot)
  return (...operands) => {
    const targets = operands.slice(0, outputs.length) as NdBuffer[]
    const sources = operands.slice(outputs.length, outputs.length + inputs.length)
    const arrays: NdBuffer[] = []
    const arraySlots: number[] = []
    sources.forEach((source, i) => {
      if (typeof source === 'number') frame[inputSlots[i]!] = source
      else {
        arrays.push(source as NdBuffer)
        arraySlots.push(inputSlots[i]!)
      }
    })
    const walked = [...targets, ...arrays]
    const count = targets.length
    const nest = collapse(
      targets[0]!.shape,
      walked.map(({ stride }) => stride),
    )
    eachLine(
      nest,
      walked.map(({ offset }) => offset),
      (starts, length, steps) => {
        const at = [...starts]
        for (let i = 0; i < length; i++) {
          for (let k = 0; k < arrays.length; k++)
            frame[arraySlots[k]!] = arrays[k]!.data[at[count + k]!]!
          run()
          for (let k = 0; k < count; k++) targets[k]!.data[at[k]!] = frame[outputSlots[k]!]!
          for (let k = 0; k < at.length; k++) at[k]! += steps[k]!
        }
      },
    )
  }
}

/** Computes results of numbers where code may not be generated. */
export const interpretScalars = (
  text: string,
  outputs: readonly string[],
  inputs: readonly string[],
): ScalarCall => {
  const { frame, slot, run } = interpretBody(text, [...outputs, ...inputs])
  const outputSlots = outputs.map(slot)
  const inputSlots = inputs.map(slot)
  return (...operands) => {
    for (let i = 0; i < inputSlots.length; i++) frame[inputSlots[i]!] = operands[i] as number
    run()
    return outputSlots.map((at) => frame[at]!)
  }
}
