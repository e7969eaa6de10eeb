import type { Shape } from '../../../../core/aval.ts'
import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'
import type { Split } from './split.ts'

/** Appends `pointer += index * step`. */
export const moveBy = (
  f: FunctionBuilder,
  pointer: Local,
  index: Local | undefined,
  step: number,
): void => {
  if (index === undefined || step === 0) return
  f.get(pointer).get(index)
  if (step !== 1) f.i32(step).op('i32.mul')
  f.op('i32.add').set(pointer)
}

/** Appends `number % count`, which it gives, and `number = number / count`; nothing where `count` is 1. */
export const takeDigit = (f: FunctionBuilder, number: Local, count: number): Local | undefined => {
  if (count === 1) return undefined
  const digit = f.local(i32)
  f.get(number).i32(count).op('i32.rem_u').set(digit)
  f.get(number).i32(count).op('i32.div_u').set(number)
  return digit
}

/** Moves pointers to a point of some axes, given as one number; each has a step for each axis. */
export const moveToPoint = (
  f: FunctionBuilder,
  pointers: readonly Local[],
  point: Local | undefined,
  shape: Shape,
  steps: readonly (readonly number[])[],
): void => {
  if (point === undefined) return
  const rest = f.local(i32)
  f.get(point).set(rest)
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const index = axis === 0 ? rest : takeDigit(f, rest, shape[axis]!)
    pointers.forEach((pointer, i) => {
      moveBy(f, pointer, index, steps[i]![axis]!)
    })
  }
}

/** Appends `body` for each of what is in one part of a split; the index is absent where it is always 0. */
export const eachOf = (
  f: FunctionBuilder,
  { total, size, count }: Split,
  part: Local | undefined,
  body: (index: Local | undefined) => void,
): void => {
  if (size === 1) {
    body(part)
    return
  }
  const index = f.local(i32)
  const end = f.local(i32)
  f.i32(0).set(index)
  moveBy(f, index, part, size)
  f.get(index).i32(size).op('i32.add').set(end)
  if (total < size * count) {
    f.i32(total).get(end).get(end).i32(total).op('i32.gt_u').op('select').set(end)
  }
  f.count(index, { local: end }, 1, () => body(index), true)
}

/** Appends a number that is `last` in the last part of a split and `other` in those before it, in a fresh local. */
export const inPart = (
  f: FunctionBuilder,
  { count }: Split,
  part: Local | undefined,
  other: number,
  last: number,
): Local => {
  const local = f.local(i32)
  f.i32(last)
  if (part !== undefined) {
    f.i32(other)
      .get(part)
      .i32(count - 1)
      .op('i32.eq')
      .op('select')
  }
  f.set(local)
  return local
}
