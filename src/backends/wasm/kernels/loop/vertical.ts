import type { Loop } from '../../../../compiler/kernels.ts'
import { sizeOf } from '../../../../core/aval.ts'
import type { ModuleContext } from '../../context.ts'
import { type FunctionBuilder, i32 } from '../../encoder/index.ts'
import { makeAccumulator } from './accumulator.ts'
import { makePointers } from './pointers.ts'
import { makePoints } from './points.ts'
import { lanesOf, makeReader, type Span } from './reader.ts'
import { emitReducedLoops, type Level } from './reduced-loops.ts'
import { planRuns } from './runs.ts'
import { type Digit, emitUnits, unitsOf } from './units.ts'
import type { Work } from './weight.ts'

/** Elements that do not fit into the nearer caches, where whole cache lines side by side are to be read. */
const large = 2 ** 18

/** Vectors of columns that are reduced in one pass over the reduced axes. */
const vectorsFor = ({ weight }: Work, reductions: number, points: number): number => {
  const most = weight <= 2 && points >= large ? 8 : weight <= 4 ? 4 : weight <= 12 ? 2 : 1
  return Math.max(1, Math.min(most, Math.floor(8 / reductions)))
}

/** Loops whose last axis is kept while others are reduced. Gives the number of units, which is 1 for `asOne`. */
export const emitVertical = (
  context: ModuleContext,
  f: FunctionBuilder,
  loop: Loop,
  work: Work,
  asOne: boolean,
): number => {
  const { shape, reduced, results } = loop
  const last = shape.length - 1
  const kept = reduced.indexOf(true)
  const columns = shape[last]!
  const reductions = results.filter(({ reduce }) => reduce !== undefined).length
  const vectors = Math.ceil(columns / 4)
  const chunks = Math.ceil(vectors / vectorsFor(work, reductions, sizeOf(shape)))
  const width = Math.ceil(vectors / chunks)
  const count = Math.ceil(vectors / width)
  const ending: Span = {
    vectors: vectors - (count - 1) * width,
    lanes: columns - (vectors - 1) * 4,
  }

  const pointers = makePointers(context, f, loop)
  const { evaluate, store } = makePoints(context, f, loop, pointers)
  const digits = shape.slice(0, kept).map((size, axis): Digit => ({ axis, by: 1, size }))
  if (count > 1) digits.push({ axis: last, by: 4 * width, size: count })
  const indices = shape.map(() => f.local(i32))
  const chunk = f.local(i32)
  const readsIndex = loop.operands.some((operand) => !('buffer' in operand))

  const levels = shape.slice(kept, last).map(
    (rounds, i): Level => ({
      axis: kept + i,
      by: 1,
      rounds,
      index: readsIndex ? indices[kept + i] : undefined,
    }),
  )
  const runs = planRuns(
    levels.map(({ rounds }) => rounds),
    1,
  )

  const emitChunk = (span: Span): void => {
    const reader = makeReader(context, f, loop, work.used, pointers, indices, span)
    const accumulators = results.map(({ reduce, value }) =>
      reduce === undefined
        ? []
        : Array.from({ length: span.vectors }, () =>
            makeAccumulator(context, f, reduce, value.dtype, 1, runs.loop !== undefined),
          ),
    )
    const all = accumulators.flat()
    reader.hoist(kept - 1)
    for (const { begin } of all) begin()
    emitReducedLoops(f, pointers, all, levels, runs, reader.hoist, () => {
      for (let vector = 0; vector < span.vectors; vector++) {
        evaluate(reader, vector, lanesOf(span, vector)).forEach((values, result) => {
          accumulators[result]![vector]?.add(0, values)
        })
      }
    })
    accumulators.forEach((ofResult, result) => {
      ofResult.forEach((accumulator, vector) => {
        store(result, vector, lanesOf(span, vector), accumulator.lanes())
      })
    })
  }

  emitUnits(f, pointers, digits, [...indices.slice(0, kept), chunk], asOne, () => {
    if (count > 1)
      f.get(chunk)
        .i32(4 * width)
        .op('i32.mul')
        .set(indices[last]!)
    if (count === 1 || (ending.vectors === width && ending.lanes === 4)) {
      emitChunk(count === 1 ? ending : { vectors: width, lanes: 4 })
      return
    }
    f.get(chunk)
      .i32(count - 1)
      .op('i32.lt_s')
    f.if(
      () => emitChunk({ vectors: width, lanes: 4 }),
      () => emitChunk(ending),
    )
  })
  return asOne ? 1 : unitsOf(digits)
}
