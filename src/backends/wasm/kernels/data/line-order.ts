import type { DenseArray } from '../../../../compiler/block.ts'
import type { DType } from '../../../../core/dtype.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'

import { emitMergeSort } from './merge-sort.ts'
import { countBytes, type Digits, emitRadixSort } from './radix-sort.ts'
import { keyBytesOf, keyDigitsOf, pushKey } from './sort-keys.ts'

/** How the order of a line's elements is found. Items say, in their lower 32 bits, where an element was. */
export interface LineOrder {
  readonly itemBytes: 4 | 8
  readonly scratchBytes: number
  /** Appends code that sorts the line whose first element is number `line`. Pushes the address of the items. */
  readonly sortLine: (line: Local) => void
}

const align = (bytes: number): number => Math.ceil(bytes / 16) * 16

/** Whether a sort by so many digits is faster than one by comparisons. */
const isLong = (length: number, digits: number): boolean => length >= 24 * digits

/** Runs `body` with the number of each element of the line and its byte offset. */
export const eachOfLine = (
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

/** Parameters: items, spare room, number of items, room for counts. Gives where the items end up. */
const startSort = (context: ModuleContext): FunctionBuilder =>
  context.module.function([i32, i32, i32, i32], [i32])

const buildPairRadixSort = (context: ModuleContext, count: number) => (): FunctionBuilder => {
  const f = startSort(context)
  const pushDigit = (item: Local, digit: number): void => {
    f.get(item)
      .i64(BigInt(32 + 8 * digit - 2))
      .op('i64.shr_u')
    f.op('i32.wrap_i64').i32(0x3fc).op('i32.and')
  }
  emitRadixSort(f, { bytes: 8, count, pushDigit }, 0, 1, 2, 3)
  return f
}

const buildPairMergeSort = (context: ModuleContext) => (): FunctionBuilder => {
  const f = startSort(context)
  const pushBefore = (x: Local, y: Local): void => {
    f.get(x).get(y).op('i64.lt_u')
  }
  emitMergeSort(f, { bytes: 8, pushBefore }, 0, 1, 2)
  return f
}

/** By one key of 32 bits: sorts 64-bit numbers made of the key and the element's number. */
export const orderPairs = (
  context: ModuleContext,
  f: FunctionBuilder,
  scratch: Local,
  key: DenseArray,
  length: number,
  step: number,
): LineOrder => {
  const { dtype } = key.buffer
  const digits = keyDigitsOf(dtype)
  const long = isLong(length, digits)
  const room = align(8 * length)
  const sortPairs = long
    ? context.helper(`sort.pairs.${digits}`, buildPairRadixSort(context, digits))
    : context.helper('sort.pairs', buildPairMergeSort(context))
  const item = f.local(i32)
  return {
    itemBytes: 8,
    scratchBytes: 2 * room + (long ? countBytes(digits) : 0),
    sortLine: (line) => {
      f.get(scratch).set(item)
      eachOfLine(f, length, line, step, bytesOf(dtype), (number, position) => {
        f.get(item).get(number).memory('i32.store').get(item)
        pushKey(f, dtype, position, context.addressOf(key.buffer))
        f.memory('i32.store', 4).get(item).i32(8).op('i32.add').set(item)
      })
      f.get(scratch).get(scratch).i32(room).op('i32.add').i32(length)
      f.get(scratch)
        .i32(2 * room)
        .op('i32.add')
      f.call(sortPairs)
    },
  }
}

/** Keys in scratch memory: their dtypes, and where each starts. */
interface Keys {
  readonly address: Local
  readonly dtypes: readonly DType[]
  readonly offsets: readonly number[]
}

/** The digits of elements by their numbers: the last key is the least significant. */
const digitsOf = (f: FunctionBuilder, { address, dtypes, offsets }: Keys): Digits => {
  const places = dtypes
    .flatMap((dtype, k) =>
      Array.from({ length: keyDigitsOf(dtype) }, (_, digit) => ({
        shift: Math.log2(keyBytesOf(dtype)),
        // Digits of one key come in falling order here, as keys do.
        offset: offsets[k]! + keyDigitsOf(dtype) - 1 - digit,
      })),
    )
    .reverse()
  return {
    bytes: 4,
    count: places.length,
    pushDigit: (item, digit) => {
      const { shift, offset } = places[digit]!
      f.get(item).i32(shift).op('i32.shl').get(address).op('i32.add')
      f.memory('i32.load8_u', offset).i32(2).op('i32.shl')
    },
  }
}

/** Pushes whether the keys of element `x` come before those of `y`, the first ones being equal. */
const pushKeysBefore = (
  f: FunctionBuilder,
  keys: Keys,
  x: Local,
  y: Local,
  k = 0,
): FunctionBuilder => {
  const { address, dtypes, offsets } = keys
  const bytes = keyBytesOf(dtypes[k]!)
  const type = bytes === 8 ? 'i64' : 'i32'
  const push = (item: Local): void => {
    f.get(item).i32(Math.log2(bytes)).op('i32.shl').get(address).op('i32.add')
    f.memory(`${type}.load`, offsets[k]!)
  }
  push(x)
  push(y)
  if (k === dtypes.length - 1) return f.op(`${type}.lt_u`)
  f.op(`${type}.eq`)
  return f.if(
    () => pushKeysBefore(f, keys, x, y, k + 1),
    () => {
      push(x)
      push(y)
      f.op(`${type}.lt_u`)
    },
    i32,
  )
}

/** By any keys, which are laid out side by side: sorts the numbers of elements. */
export const orderNumbers = (
  context: ModuleContext,
  f: FunctionBuilder,
  scratch: Local,
  arrays: readonly DenseArray[],
  length: number,
  step: number,
): LineOrder => {
  const dtypes = arrays.map(({ buffer }) => buffer.dtype)
  const room = align(4 * length)
  const offsets: number[] = []
  let end = 2 * room
  for (const dtype of dtypes) {
    offsets.push(end)
    end += align(keyBytesOf(dtype) * length)
  }
  const sort = context.module.function([i32, i32, i32, i32, i32], [i32])
  const keys: Keys = { address: 4, dtypes, offsets }
  const digits = digitsOf(sort, keys)
  const long = isLong(length, digits.count)
  if (long) emitRadixSort(sort, digits, 0, 1, 2, 3)
  else {
    const pushBefore = (x: Local, y: Local): void => {
      pushKeysBefore(sort, keys, x, y)
    }
    emitMergeSort(sort, { bytes: 4, pushBefore }, 0, 1, 2)
  }
  const item = f.local(i32)
  return {
    itemBytes: 4,
    scratchBytes: end + (long ? countBytes(digits.count) : 0),
    sortLine: (line) => {
      f.get(scratch).set(item)
      f.repeat(length, (number) => {
        f.get(item).get(number).memory('i32.store')
        f.get(item).i32(4).op('i32.add').set(item)
      })
      arrays.forEach(({ buffer }, k) => {
        const { dtype } = buffer
        const bytes = keyBytesOf(dtype)
        f.get(scratch).set(item)
        eachOfLine(f, length, line, step, bytesOf(dtype), (_, position) => {
          f.get(item)
          pushKey(f, dtype, position, context.addressOf(buffer))
          f.memory(bytes === 8 ? 'i64.store' : 'i32.store', offsets[k]!)
          f.get(item).i32(bytes).op('i32.add').set(item)
        })
      })
      f.get(scratch).get(scratch).i32(room).op('i32.add').i32(length)
      f.get(scratch).i32(end).op('i32.add').get(scratch)
      f.call(sort)
    },
  }
}
