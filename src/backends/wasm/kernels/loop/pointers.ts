import type { Loop, View } from '../../../../compiler/kernels.ts'
import { bytesOf } from '../../../../core/dtype.ts'
import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'

/** A number that is known, or is in a local when the code runs. */
export type Count = number | { readonly local: Local }

/** Where the element of a view at the present point is. */
export interface Place {
  readonly pointer: Local | undefined
  readonly offset: number
}

interface Group {
  readonly local: Local
  /** What the pointer is relative to, where that is no constant. */
  readonly base: Local | undefined
  /** Bytes from one index along each axis to the next. */
  readonly steps: readonly number[]
  /** The value at the first point, so that none is negative. */
  readonly first: number
}

/**
 * The pointers of a loop: one for all views whose elements lie equally many bytes apart along all axes. They are
 * relative to the lowest element of each view, whose address is constant. Where addresses are parameters, each
 * buffer has pointers of its own.
 */
export interface Pointers {
  readonly place: (view: View) => Place
  /** Sets the pointers to the first point. */
  readonly start: () => void
  /** Moves on along an axis, by `times` times the index in `index` if that is given. */
  readonly move: (axis: number, times: number, index?: Local) => void
  /**
   * Runs `body` some rounds, at least one, and moves on by `by` along the axis after each. `index` counts along the
   * axis, if it is given.
   */
  readonly repeat: (
    axis: number,
    by: number,
    rounds: Count,
    body: () => void,
    index?: Local,
  ) => void
}

const groupViews = (
  { baseOf }: ModuleContext,
  f: FunctionBuilder,
  { shape, operands, results }: Loop,
): { readonly groups: readonly Group[]; readonly groupOf: ReadonlyMap<View, Group> } => {
  const byStride = new Map<string, Group>()
  const groupOf = new Map<View, Group>()
  const views = operands.flatMap((operand) => ('buffer' in operand ? [operand] : []))
  for (const view of [...views, ...results.map((result) => result.view)]) {
    const steps = view.strides.map((stride) => stride * bytesOf(view.buffer.dtype))
    if (steps.every((step) => step === 0)) continue
    const base = baseOf?.(view.buffer)
    const key = `${base} ${steps}`
    let group = byStride.get(key)
    if (group === undefined) {
      let first = 0
      steps.forEach((step, axis) => {
        if (step < 0) first -= step * (shape[axis]! - 1)
      })
      group = { local: f.local(i32), base, steps, first }
      byStride.set(key, group)
    }
    groupOf.set(view, group)
  }
  return { groups: [...byStride.values()], groupOf }
}

/** Declares the pointers that the views of a loop need. */
export const makePointers = (context: ModuleContext, f: FunctionBuilder, loop: Loop): Pointers => {
  const { groups, groupOf } = groupViews(context, f, loop)

  const place = (view: View): Place => {
    const group = groupOf.get(view)
    const address = context.addressOf(view.buffer) + view.offset * bytesOf(view.buffer.dtype)
    if (group === undefined) return { pointer: context.baseOf?.(view.buffer), offset: address }
    return { pointer: group.local, offset: address - group.first }
  }

  const start = (): void => {
    for (const { local, base, first } of groups) {
      f.i32(first)
      if (base !== undefined) f.get(base).op('i32.add')
      f.set(local)
    }
  }

  const moveGroup = (group: Group, axis: number, times: number, index?: Local): void => {
    const by = group.steps[axis]! * times
    if (by === 0) return
    f.get(group.local)
    if (index === undefined) f.i32(by)
    else f.get(index).i32(by).op('i32.mul')
    f.op('i32.add').set(group.local)
  }

  const move = (axis: number, times: number, index?: Local): void => {
    for (const group of groups) moveGroup(group, axis, times, index)
  }

  const repeat = (
    axis: number,
    by: number,
    rounds: Count,
    body: () => void,
    index?: Local,
  ): void => {
    const rising = index === undefined ? groups.find(({ steps }) => steps[axis]! > 0) : undefined
    const counter = index ?? rising?.local ?? f.local(i32)
    const step = by * (rising?.steps[axis] ?? 1)
    if (rounds === 1) {
      body()
      move(axis, by)
      if (index !== undefined) f.get(index).i32(by).op('i32.add').set(index)
      return
    }
    const end = f.local(i32)
    if (index === undefined && rising === undefined) f.i32(0).set(counter)
    f.get(counter)
    if (typeof rounds === 'number') f.i32(rounds * step)
    else f.get(rounds.local).i32(step).op('i32.mul')
    f.op('i32.add').set(end)
    const roundAndMove = (): void => {
      body()
      for (const group of groups) if (group !== rising) moveGroup(group, axis, by)
    }
    f.count(counter, { local: end }, step, roundAndMove, true)
  }

  return { place, start, move, repeat }
}
