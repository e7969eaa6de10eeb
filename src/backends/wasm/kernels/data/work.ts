import type { DenseArray } from '../../../../compiler/block.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'

/** A kernel's function under construction, and its parameters. */
export interface Work {
  readonly f: FunctionBuilder
  readonly from: Local
  readonly to: Local
  readonly scratch: Local
}

export const startWork = ({ module }: ModuleContext): Work => ({
  f: module.function([i32, i32, i32]),
  from: 0,
  to: 1,
  scratch: 2,
})

/** Runs `body` for each unit of work; `from` is the current one. */
export const eachUnit = ({ f, from, to }: Work, body: () => void): void => {
  f.count(from, { local: to }, 1, body)
}

/** The code of a kernel that has nothing to write. */
export const nothing = (context: ModuleContext): KernelCode => ({
  func: startWork(context).f,
  units: 0,
  scratchBytes: 0,
})

/** Whether an output takes the memory of an input. */
export const isInPlace = (
  { addressOf }: ModuleContext,
  x: DenseArray,
  output: DenseArray,
): boolean => addressOf(x.buffer) === addressOf(output.buffer)
