import { i32 } from '../../../../src/backends/wasm/encoder/index.ts'
import { emitLoop } from '../../../../src/backends/wasm/kernels/loop/index.ts'
import type { Buffer, Loop } from '../../../../src/compiler/kernels.ts'
import { allocate, type DataArray, type DType, isFloat } from '../../../../src/core/dtype.ts'
import { makeContext } from '../support.ts'
import type { Memory } from './loop-reference.ts'

const buffersOf = ({ operands, results }: Loop): readonly Buffer[] => [
  ...new Set([
    ...operands.flatMap((operand) => ('buffer' in operand ? [operand.buffer] : [])),
    ...results.map(({ view }) => view.buffer),
  ]),
]

export interface Compiled {
  readonly units: number
  /** Runs units on new memory, in parts `[from, to)`. */
  readonly run: (memory: Memory, parts: readonly (readonly [number, number])[]) => Memory
  readonly data: (buffer: Buffer) => DataArray
  readonly call: (from: number, to: number) => void
}

export const compileLoop = (loop: Loop, little?: number): Compiled => {
  const context = makeContext()
  const { func, units } = emitLoop(context, loop, little)
  context.module.function([i32, i32, i32], [], 'run').get(0).get(1).get(2).call(func)
  const buffers = buffersOf(loop)
  for (const buffer of buffers) context.addressOf(buffer)
  const { call, data } = context.instantiate()
  return {
    units,
    data,
    call: (from, to) => {
      call('run', from, to, 0)
    },
    run: (memory, parts) => {
      for (const buffer of buffers) data(buffer).set(memory.get(buffer)!)
      for (const [from, to] of parts) call('run', from, to, 0)
      return new Map(buffers.map((buffer) => [buffer, data(buffer).slice()]))
    },
  }
}

export const copyOf = (memory: Memory): Memory =>
  new Map([...memory].map(([buffer, data]) => [buffer, data.slice()]))

const ofSums = [0, 1, -1, 2.5, -3, 4, 0.25, 7]
const ofProducts = [1, 1, 1, 1, -1, -1, 1, 1]

/** Small numbers whose sums and products are exact in any order, with a few NaN in one buffer of five. */
export const fill = (loop: Loop, next: () => number): Memory => {
  const products = loop.results.some(({ reduce }) => reduce === 'prod')
  const element = (dtype: DType, withNaN: boolean): number => {
    if (dtype === 'bool') return next() < 0.9 ? 1 : 0
    if (withNaN && isFloat(dtype) && next() < 0.02) return Number.NaN
    if (products && next() < 0.002) return 2
    return (products ? ofProducts : ofSums)[Math.floor(next() * 8)]!
  }
  return new Map(
    buffersOf(loop).map((buffer) => {
      const data = allocate(buffer.dtype, buffer.size)
      const withNaN = next() < 0.2
      for (let i = 0; i < data.length; i++) data[i] = element(buffer.dtype, withNaN)
      return [buffer, data]
    }),
  )
}

/** Whether all elements are the same, where NaN is NaN and −0 is 0. */
export const sameMemory = (a: Memory, b: Memory): boolean =>
  [...a].every(([buffer, data]) => {
    const other = b.get(buffer)!
    return data.every((x, i) => x === other[i] || (Number.isNaN(x) && Number.isNaN(other[i])))
  })
