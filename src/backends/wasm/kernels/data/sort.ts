import type { DType } from '../../../../core/dtype.ts'
import type { Kernel } from '../../../../core/kernel.ts'
import type { KernelCode, ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'
import { bytesOf } from '../../lanes/access.ts'
import { type DenseArray, eachUnit, nothing, startWork } from './array.ts'
import { linesOf } from './columns.ts'
import { emitMergeSort } from './merge-sort.ts'
import { countBytes, emitRadixSort } from './radix-sort.ts'
import { copyElement } from './runs.ts'
import { keyBytesOf, pushKey } from './sort-keys.ts'
import { startWalk } from './walk.ts'

type Sort = Extract<Kernel, { readonly kind: 'sort' }>

const align = (bytes: number): number => Math.ceil(bytes / 16) * 16

/** How the order of a line's elements is found. Items say, in their lower 32 bits, where an element was. */
interface Method {
  readonly itemBytes: 4 | 8
  readonly scratchBytes: number
  /** Appends code that sorts the line whose first element is number `line`. Pushes the address of the items. */
  readonly sortLine: (line: Local) => void
}

/** Runs `body` with the number of each element of the line and its byte offset. */
const eachOfLine = (
  f: FunctionBuilder,
  length: number,
  line: Local,
  step: number,
  bytes: number,
  body: (number: Local, position: Local) => void,
): void => {
  const position = f.local(i32)
  f.get(line).i32(bytes).op('i32.mul').set(position)
  f.repeat(length, (number) => {
    body(number, position)
    f.get(position)
      .i32(step * bytes)
      .op('i32.add')
      .set(position)
  })
}

/** From this many items on, a radix sort is faster than a merge sort. */
const manyItems = 192

const buildPairSort = (context: ModuleContext, radix: boolean): FunctionBuilder => {
  const f = context.module.function([i32, i32, i32, i32], [i32])
  if (radix) emitRadixSort(f, 0, 1, 2, 3)
  else emitMergeSort(f, { bytes: 8, pushBefore: (x, y) => f.get(x).get(y).op('i64.lt_u') }, 0, 1, 2)
  return f
}

/** One key of 32 bits: sorts 64-bit numbers made of the key and the element's number. */
const byPairs = (
  context: ModuleContext,
  f: FunctionBuilder,
  scratch: Local,
  key: DenseArray,
  length: number,
  step: number,
): Method => {
  const { dtype } = key.buffer
  const radix = length >= manyItems
  const room = align(8 * length)
  const pairSort = context.helper(`sort.pairs.${radix ? 'radix' : 'merge'}`, () =>
    buildPairSort(context, radix),
  )
  const item = f.local(i32)
  return {
    itemBytes: 8,
    scratchBytes: 2 * room + (radix ? countBytes : 0),
    sortLine: (line) => {
      f.get(scratch).set(item)
      eachOfLine(f, length, line, step, bytesOf(dtype), (number, position) => {
        f.get(item).get(number).memory('i32.store')
        f.get(item)
        pushKey(f, dtype, position, context.addressOf(key.buffer))
        f.memory('i32.store', 4)
        f.get(item).i32(8).op('i32.add').set(item)
      })
      f.get(scratch).get(scratch).i32(room).op('i32.add').i32(length)
      f.get(scratch)
        .i32(2 * room)
        .op('i32.add')
      f.call(pairSort)
    },
  }
}

/** Where the key of the element whose number is on the stack lies. */
const keyAddress = (f: FunctionBuilder, keys: Local, dtype: DType): FunctionBuilder =>
  f
    .i32(Math.log2(keyBytesOf(dtype)))
    .op('i32.shl')
    .get(keys)
    .op('i32.add')

/** A function that sorts numbers of elements by keys. */
const buildNumberSort = (
  context: ModuleContext,
  dtypes: readonly DType[],
  offsets: readonly number[],
): FunctionBuilder => {
  const f = context.module.function([i32, i32, i32, i32], [i32])
  const keys = 3
  const compare = (x: Local, y: Local, k: number): void => {
    const dtype = dtypes[k]!
    const type = keyBytesOf(dtype) === 8 ? 'i64' : 'i32'
    const push = (item: Local): void => {
      keyAddress(f.get(item), keys, dtype).memory(`${type}.load`, offsets[k]!)
    }
    const less = (): void => {
      push(x)
      push(y)
      f.op(`${type}.lt_u`)
    }
    if (k === dtypes.length - 1) {
      less()
      return
    }
    push(x)
    push(y)
    f.op(`${type}.eq`)
    f.if(() => compare(x, y, k + 1), less, i32)
  }
  emitMergeSort(f, { bytes: 4, pushBefore: (x, y) => compare(x, y, 0) }, 0, 1, 2)
  return f
}

/** Any keys: sorts the numbers of elements, by keys that lie side by side. */
const byNumbers = (
  context: ModuleContext,
  f: FunctionBuilder,
  scratch: Local,
  keys: readonly DenseArray[],
  length: number,
  step: number,
): Method => {
  const dtypes = keys.map(({ buffer }) => buffer.dtype)
  const room = align(4 * length)
  const offsets: number[] = []
  let end = 2 * room
  for (const dtype of dtypes) {
    offsets.push(end)
    end += align(keyBytesOf(dtype) * length)
  }
  const numberSort = buildNumberSort(context, dtypes, offsets)
  const item = f.local(i32)
  return {
    itemBytes: 4,
    scratchBytes: end,
    sortLine: (line) => {
      f.get(scratch).set(item)
      f.repeat(length, (number) => {
        f.get(item).get(number).memory('i32.store')
        f.get(item).i32(4).op('i32.add').set(item)
      })
      keys.forEach(({ buffer: { dtype }, buffer }, k) => {
        const bytes = keyBytesOf(dtype)
        f.get(scratch).set(item)
        eachOfLine(f, length, line, step, bytesOf(dtype), (_, position) => {
          f.get(item)
          pushKey(f, dtype, position, context.addressOf(buffer))
          f.memory(bytes === 8 ? 'i64.store' : 'i32.store', offsets[k]!)
          f.get(item).i32(bytes).op('i32.add').set(item)
        })
      })
      f.get(scratch).get(scratch).i32(room).op('i32.add').i32(length).get(scratch)
      f.call(numberSort)
    },
  }
}

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
  const method =
    numKeys === 1 && keyBytesOf(first.buffer.dtype) === 4
      ? byPairs(context, f, scratch, first, length, inner)
      : byNumbers(context, f, scratch, keys, length, inner)
  const walk = startWalk(f, from, { shape: [outer, inner], strides: [[length * inner, 1]] })
  const line = walk.positions[0]!
  const sorted = f.local(i32)
  const item = f.local(i32)
  const source = f.local(i32)
  const lineStart = f.local(i32)
  eachUnit(work, () => {
    method.sortLine(line)
    f.set(sorted)
    inputs.forEach((input, k) => {
      const bytes = bytesOf(input.buffer.dtype)
      const step = inner * bytes
      f.get(sorted).set(item)
      f.get(line).i32(bytes).op('i32.mul').set(lineStart)
      eachOfLine(f, length, line, inner, bytes, (_, target) => {
        f.get(item).memory('i32.load').i32(step).op('i32.mul')
        f.get(lineStart).op('i32.add').set(source)
        copyElement(
          f,
          { position: target, base: context.addressOf(outputs[k]!.buffer) },
          { position: source, base: context.addressOf(input.buffer) },
          bytes,
        )
        f.get(item).i32(method.itemBytes).op('i32.add').set(item)
      })
    })
    walk.advance()
  })
  return { func: f, units: outer * inner, scratchBytes: method.scratchBytes }
}
