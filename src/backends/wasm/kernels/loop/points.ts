import type { Loop } from '../../../../compiler/kernels.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { ModuleContext } from '../../context.ts'
import type { FunctionBuilder } from '../../encoder/index.ts'
import { storeLanes } from '../../lanes/access.ts'
import { evaluator, type Registers } from '../../lanes/index.ts'
import type { Pointers } from './pointers.ts'
import type { Reader } from './reader.ts'

/**
 * Evaluates the results at the vector that is `vector` vectors from where the pointers are, and stores those that are not
 * reduced. Gives the values of all.
 */
export type EvaluatePoints = (reader: Reader, vector: number, lanes: number) => readonly Registers[]

/** Stores a result's values, the first `lanes` of four. */
export type StoreResult = (
  result: number,
  vector: number,
  lanes: number,
  registers: Registers,
) => void

export const makePoints = (
  context: ModuleContext,
  f: FunctionBuilder,
  loop: Loop,
  pointers: Pointers,
): { readonly evaluate: EvaluatePoints; readonly store: StoreResult } => {
  const last = loop.shape.length - 1
  const places = loop.results.map(({ view }) => pointers.place(view))
  const store: StoreResult = (result, vector, lanes, registers) => {
    const { view } = loop.results[result]!
    const { dtype } = view.buffer
    const stride = view.strides[last] ?? 0
    const { pointer, offset } = places[result]!
    const at = offset + vector * 4 * stride * bytesOf(dtype)
    storeLanes(context, f, dtype, pointer, at, stride, registers, lanes)
  }
  const evaluateAll = evaluator(
    context,
    loop.results.map(({ value }) => value),
  )
  const evaluate: EvaluatePoints = (reader, vector, lanes) => {
    const values = evaluateAll(f, reader.at(vector, lanes))
    values.forEach((registers, result) => {
      if (loop.results[result]!.reduce === undefined) store(result, vector, lanes, registers)
    })
    return values
  }
  return { evaluate, store }
}
