import type { DenseArray } from '../../../../compiler/block.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { Kernel } from '../../../../core/kernel.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { i32 } from '../../encoder/index.ts'

import { linesOf } from './columns.ts'
import { eachOfLine, orderNumbers, orderPairs } from './line-order.ts'
import { copyElement } from './runs.ts'
import { keyBytesOf } from './sort-keys.ts'
import { startWalk } from './walk.ts'
import { eachUnit, nothing, startWork } from './work.ts'

type Sort = Extract<Kernel, { readonly kind: 'sort' }>

/** Units are lines. */
export const emitSort = (
  context: ModuleContext,
  { axis, numKeys }: Sort,
  inputs: readonly DenseArray[],
  outputs: readonly DenseArray[],
): KernelCode => {
  const keys = inputs.slice(0, numKeys)
  const [first] = keys
  if (first === undefined || first.buffer.size === 0) return nothing(context)
  const { outer, length, inner } = linesOf(first.shape, axis)
  const work = startWork(context)
  const { f, from, scratch } = work
  const order =
    numKeys === 1 && keyBytesOf(first.buffer.dtype) === 4
      ? orderPairs(context, f, scratch, first, length, inner)
      : orderNumbers(context, f, scratch, keys, length, inner)
  const walk = startWalk(f, from, { shape: [outer, inner], strides: [[length * inner, 1]] })
  const line = walk.positions[0]!
  const sorted = f.local(i32)
  const item = f.local(i32)
  const source = f.local(i32)
  const lineStart = f.local(i32)
  eachUnit(work, () => {
    order.sortLine(line)
    f.set(sorted)
    inputs.forEach((input, k) => {
      const bytes = bytesOf(input.buffer.dtype)
      f.get(sorted).set(item)
      f.get(line).i32(bytes).op('i32.mul').set(lineStart)
      eachOfLine(f, length, line, inner, bytes, (_, target) => {
        f.get(item)
          .memory('i32.load')
          .i32(inner * bytes)
          .op('i32.mul')
        f.get(lineStart).op('i32.add').set(source)
        copyElement(
          f,
          { position: target, base: context.addressOf(outputs[k]!.buffer) },
          { position: source, base: context.addressOf(input.buffer) },
          bytes,
        )
        f.get(item).i32(order.itemBytes).op('i32.add').set(item)
      })
    })
    walk.advance()
  })
  return { func: f, units: outer * inner, scratchBytes: order.scratchBytes }
}
