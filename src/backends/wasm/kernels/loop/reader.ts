import type { Loop, Operand } from '../../../../compiler/kernels.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, type Local, v128 } from '../../encoder/index.ts'
import { loadLanes } from '../../lanes/access.ts'
import type { Registers } from '../../lanes/index.ts'
import { noAxis } from './arrange.ts'
import type { Place, Pointers } from './pointers.ts'

const firstFour = new Uint8Array(new Int32Array([0, 1, 2, 3]).buffer)

/** Vectors side by side that are evaluated at one position of the pointers, and the lanes of the last one. */
export interface Span {
  readonly vectors: number
  readonly lanes: number
}

/** The lanes of a vector of a span. */
export const lanesOf = ({ vectors, lanes }: Span, vector: number): number =>
  vector === vectors - 1 ? lanes : 4

export interface Reader {
  /** Loads operands that change along none of the axes after the given one, where that was not done. */
  readonly hoist: (axis: number) => void
  /** Gives registers of an operand, the given number of vectors from where the pointers are. */
  readonly at: (vector: number, lanes?: number) => (index: number) => Registers
}

/**
 * Reads operands for vectors along the last axis. `indices` holds the index along each axis whose index is
 * read. Where the last axis is not the innermost loop, `span` says for which vectors to load what changes along it.
 */
export const makeReader = (
  context: ModuleContext,
  f: FunctionBuilder,
  loop: Loop,
  used: ReadonlySet<number>,
  pointers: Pointers,
  indices: readonly (Local | undefined)[],
  span?: Span,
): Reader => {
  const last = loop.shape.length - 1
  const places = loop.operands.map((operand): Place | undefined =>
    'buffer' in operand ? pointers.place(operand) : undefined,
  )
  const changesAlong = (operand: Operand, axis: number): boolean =>
    'buffer' in operand ? operand.strides[axis] !== 0 : operand.axis === axis

  const load = (index: number, vector: number, lanes: number): Registers => {
    const operand = loop.operands[index]!
    if ('buffer' in operand) {
      const { dtype } = operand.buffer
      const stride = operand.strides[last] ?? 0
      const { pointer, offset } = places[index]!
      const at = offset + vector * 4 * stride * bytesOf(dtype)
      return loadLanes(context, f, dtype, pointer, at, stride, lanes)
    }
    const register = f.local(v128)
    if (operand.axis === noAxis) f.zeroVector()
    else {
      f.get(indices[operand.axis]!)
      if (operand.axis === last && vector > 0) f.i32(4 * vector).op('i32.add')
      f.op('i32x4.splat')
      if (operand.axis === last) {
        f.i32(0).memory('v128.load', context.constant(firstFour)).op('i32x4.add')
      }
    }
    f.set(register)
    return [register]
  }

  const held = new Map<string, Registers>()
  const level = (operand: Operand): number => {
    let axis = span === undefined ? last : last - 1
    while (axis >= 0 && !changesAlong(operand, axis)) axis--
    return axis
  }
  const hold = (index: number): void => {
    const operand = loop.operands[index]!
    if (span === undefined || !changesAlong(operand, last)) {
      held.set(`${index}`, load(index, 0, 4))
      return
    }
    for (let vector = 0; vector < span.vectors; vector++) {
      held.set(`${index},${vector}`, load(index, vector, lanesOf(span, vector)))
    }
  }
  const waiting = new Set(used)

  return {
    hoist: (axis) => {
      for (const index of waiting) {
        if (level(loop.operands[index]!) > axis) continue
        waiting.delete(index)
        hold(index)
      }
    },
    at:
      (vector, lanes = 4) =>
      (index) =>
        held.get(`${index}`) ?? held.get(`${index},${vector}`) ?? load(index, vector, lanes),
  }
}
