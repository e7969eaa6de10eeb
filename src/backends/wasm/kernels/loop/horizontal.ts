import type { Loop } from '../../../../compiler/kernels.ts'
import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32 } from '../../encoder/index.ts'
import { type Accumulator, makeAccumulator } from './accumulator.ts'
import { makePointers } from './pointers.ts'
import { makePoints } from './points.ts'
import { makeReader } from './reader.ts'
import { asRun, emitReducedLoops, emitRuns, type Level } from './reduced-loops.ts'
import { planRuns } from './runs.ts'
import { type Digit, emitUnits, unitsOf } from './units.ts'
import type { Work } from './weight.ts'

/** Vectors whose values are accumulated apart, so that additions do not wait for each other. */
const partsFor = ({ weight }: Work, reductions: number, vectors: number): number => {
  const most = weight <= 4 ? 4 : weight <= 12 ? 2 : 1
  return Math.max(1, Math.min(most, Math.floor(8 / reductions), vectors))
}

/** Loops whose last axis is reduced. Gives the number of units, which is 1 for `asOne`. */
export const emitHorizontal = (
  context: ModuleContext,
  f: FunctionBuilder,
  loop: Loop,
  work: Work,
  asOne: boolean,
): number => {
  const { shape, reduced, results } = loop
  const last = shape.length - 1
  const kept = reduced.indexOf(true)
  const pointers = makePointers(context, f, loop)
  const { evaluate, store } = makePoints(context, f, loop, pointers)
  const digits = shape.slice(0, kept).map((size, axis): Digit => ({ axis, by: 1, size }))
  const indices = shape.map(() => f.local(i32))
  const reader = makeReader(context, f, loop, work.used, pointers, indices)
  const readsIndex = loop.operands.some((operand) => !('buffer' in operand))

  const full = shape[last]! >> 2
  const tail = shape[last]! & 3
  const reductions = results.filter(({ reduce }) => reduce !== undefined).length
  const parts = partsFor(work, reductions, full)
  const groups = Math.floor(full / parts)
  const rest = full - groups * parts
  const level = (axis: number, by: number, rounds: number): Level => ({
    axis,
    by,
    rounds,
    index: readsIndex ? indices[axis] : undefined,
  })
  const levels = shape.slice(kept, last).map((size, i) => level(kept + i, 1, size))
  const row = level(last, 4 * parts, groups)
  const runs = planRuns(
    [...levels.map(({ rounds }) => rounds), groups + (rest + tail > 0 ? 1 : 0)],
    1,
  )
  const accumulators = results.map(({ reduce, value }): Accumulator | undefined =>
    reduce === undefined
      ? undefined
      : makeAccumulator(context, f, reduce, value.dtype, parts, runs.loop !== undefined),
  )
  const all = accumulators.flatMap((accumulator) => accumulator ?? [])

  const vector = (part: number, lanes = 4): void => {
    evaluate(reader, part, lanes).forEach((values, result) => {
      accumulators[result]?.add(part % parts, values, lanes)
    })
  }
  const group = (): void => {
    for (let part = 0; part < parts; part++) vector(part)
  }
  const ending = (): void => {
    for (let part = 0; part < rest; part++) vector(part)
    if (tail > 0) vector(rest, tail)
  }
  const emitRow = (): void => {
    const inRuns = runs.loop === levels.length
    if (row.index !== undefined) f.i32(0).set(row.index)
    if (groups > 0) {
      if (inRuns) emitRuns(f, pointers, all, row, runs.rounds, group)
      else pointers.repeat(last, row.by, groups, group, row.index)
    }
    if (inRuns && rest + tail > 0) asRun(all, ending)
    else ending()
    pointers.move(last, -row.by * groups)
  }

  reader.hoist(-1)
  emitUnits(f, pointers, digits, indices.slice(0, kept), asOne, () => {
    reader.hoist(kept - 1)
    for (const { begin } of all) begin()
    emitReducedLoops(f, pointers, all, levels, runs, reader.hoist, emitRow)
    accumulators.forEach((accumulator, result) => {
      if (accumulator !== undefined) store(result, 0, 1, accumulator.whole())
    })
  })
  return asOne ? 1 : unitsOf(digits)
}
