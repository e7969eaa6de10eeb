import type { Loop } from '../../../../compiler/kernels.ts'
import { range } from '../../../../core/aval.ts'
import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'
import { cutRows, type Pieces } from './pieces.ts'
import { type Count, makePointers, type Pointers } from './pointers.ts'
import { makePoints } from './points.ts'
import { makeReader } from './reader.ts'
import { emitUnits, fromUnit, toUnit, unitsOf } from './units.ts'
import type { Work } from './weight.ts'

/** Whether whole vectors may be stored as far as past the last point: results fill buffers with room for them. */
const mayOverrun = ({ shape, operands, results }: Loop): boolean =>
  shape.length === 1 &&
  results.every(
    ({ view }) => view.strides[0] === 1 && view.offset === 0 && view.buffer.size === shape[0],
  ) &&
  operands.every(
    (operand) => !('buffer' in operand) || operand.strides[0] === 0 || operand.strides[0] === 1,
  )

const readsIndex = (loop: Loop, axis: number): boolean =>
  loop.operands.some((operand) => !('buffer' in operand) && operand.axis === axis)

/** Code for the vectors of a row of `n` points; leaves the pointers where they were. */
const emitRow = (
  f: FunctionBuilder,
  pointers: Pointers,
  axis: number,
  n: number,
  index: Local | undefined,
  vector: (lanes: number) => void,
): void => {
  const full = n >> 2
  const tail = n & 3
  if (index !== undefined) f.i32(0).set(index)
  if (full > 0) pointers.repeat(axis, 4, full, () => vector(4), index)
  if (tail > 0) vector(tail)
  pointers.move(axis, -4 * full)
}

/** Code for one of the pieces of a row of `n` points; leaves the pointers where they were. */
const emitPiece = (
  f: FunctionBuilder,
  pointers: Pointers,
  axis: number,
  n: number,
  { vectors, count }: Pieces,
  piece: Local,
  index: Local | undefined,
  vector: (lanes: number) => void,
): void => {
  const full = n >> 2
  if (index !== undefined)
    f.get(piece)
      .i32(4 * vectors)
      .op('i32.mul')
      .set(index)
  const emitRounds = (rounds: Count): void => {
    pointers.repeat(axis, 4, rounds, () => vector(4), index)
  }
  if (n === 4 * vectors * count) {
    emitRounds(vectors)
    pointers.move(axis, -4 * vectors)
    return
  }
  const rounds = f.local(i32)
  f.i32(full).get(piece).i32(vectors).op('i32.mul').op('i32.sub').tee(rounds).i32(vectors)
  f.get(rounds).i32(vectors).op('i32.lt_s').op('select').set(rounds)
  emitRounds({ local: rounds })
  if ((n & 3) > 0) {
    f.get(piece)
      .i32(count - 1)
      .op('i32.eq')
      .if(() => vector(n & 3))
  }
  pointers.move(axis, -4, rounds)
}

/** Code for the part of a single row that the function is called for; a unit is a vector. */
const emitPart = (
  f: FunctionBuilder,
  pointers: Pointers,
  full: number,
  tail: number,
  index: Local | undefined,
  vector: (lanes: number) => void,
): void => {
  const rounds = f.local(i32)
  pointers.start()
  pointers.move(0, 4, fromUnit)
  if (index !== undefined) f.get(fromUnit).i32(4).op('i32.mul').set(index)
  f.get(toUnit).i32(full).get(toUnit).i32(full).op('i32.lt_s').op('select')
  f.get(fromUnit).op('i32.sub').tee(rounds).i32(0).op('i32.gt_s')
  f.if(() => pointers.repeat(0, 4, { local: rounds }, () => vector(4), index))
  if (tail > 0) {
    f.get(toUnit)
      .i32(full)
      .op('i32.gt_s')
      .if(() => vector(tail))
  }
}

/** Loops that reduce nothing. Gives the number of units, which is 1 for `asOne`. */
export const emitMap = (
  context: ModuleContext,
  f: FunctionBuilder,
  loop: Loop,
  work: Work,
  asOne: boolean,
): number => {
  const { shape } = loop
  const last = shape.length - 1
  const pointers = makePointers(context, f, loop)
  const { evaluate } = makePoints(context, f, loop, pointers)
  const index = readsIndex(loop, last) ? f.local(i32) : undefined

  if (shape.length <= 1) {
    const reader = makeReader(context, f, loop, work.used, pointers, [index])
    const vector = (lanes: number): void => {
      evaluate(reader, 0, lanes)
    }
    const size = shape[0] ?? 1
    const rounded = mayOverrun(loop) ? Math.ceil(size / 4) * 4 : size
    reader.hoist(-1)
    if (asOne) {
      pointers.start()
      emitRow(f, pointers, 0, rounded, index, vector)
      return 1
    }
    emitPart(f, pointers, rounded >> 2, rounded & 3, index, vector)
    return Math.ceil(size / 4)
  }

  const pieces = cutRows(loop, asOne)
  const { digits } = pieces
  const counters = digits.map(() => f.local(i32))
  const counterOf = (axis: number): Local => counters[digits.findIndex((d) => d.axis === axis)]!
  const reader = makeReader(context, f, loop, work.used, pointers, [
    ...range(last).map(counterOf),
    index,
  ])
  const vector = (lanes: number): void => {
    evaluate(reader, 0, lanes)
  }
  const n = shape[last]!
  reader.hoist(-1)
  emitUnits(f, pointers, digits, counters, asOne, () => {
    reader.hoist(last - 1)
    if (pieces.count === 1) emitRow(f, pointers, last, n, index, vector)
    else emitPiece(f, pointers, last, n, pieces, counterOf(last), index, vector)
  })
  return asOne ? 1 : unitsOf(digits)
}
