import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'
import type { Accumulator } from './accumulator.ts'
import type { Pointers } from './pointers.ts'
import type { Runs } from './runs.ts'

/** A loop along an axis. */
export interface Level {
  readonly axis: number
  /** Points from one round to the next. */
  readonly by: number
  readonly rounds: number
  /** Counts the points, if it is given; starts as zero. */
  readonly index: Local | undefined
}

/** Runs `body` with each accumulator's run open. */
export const asRun = (accumulators: readonly Accumulator[], body: () => void): void => {
  for (const { open } of accumulators) open()
  body()
  for (const { close } of accumulators) close()
}

/** A loop in runs of at most `longest` rounds. Leaves the pointers after the last round. */
export const emitRuns = (
  f: FunctionBuilder,
  pointers: Pointers,
  accumulators: readonly Accumulator[],
  { axis, by, rounds, index }: Level,
  longest: number,
  body: () => void,
): void => {
  const runs = Math.ceil(rounds / longest)
  const length = Math.ceil(rounds / runs)
  if (runs === 1) {
    asRun(accumulators, () => pointers.repeat(axis, by, rounds, body, index))
    return
  }
  const left = f.local(i32)
  const now = f.local(i32)
  f.i32(rounds).set(left)
  f.loop(() => {
    asRun(accumulators, () => {
      if (rounds % length === 0) {
        pointers.repeat(axis, by, length, body, index)
        return
      }
      f.get(left).i32(length).get(left).i32(length).op('i32.lt_s').op('select').set(now)
      pointers.repeat(axis, by, { local: now }, body, index)
    })
    f.get(left).i32(length).op('i32.sub').tee(left).i32(0).op('i32.gt_s').brIf(0)
  })
}

/**
 * Nested loops over reduced axes, one of them perhaps in runs; leaves the pointers where they were. `enter` runs first in each
 * round of the loop along an axis.
 */
export const emitReducedLoops = (
  f: FunctionBuilder,
  pointers: Pointers,
  accumulators: readonly Accumulator[],
  levels: readonly Level[],
  runs: Runs,
  enter: (axis: number) => void,
  body: () => void,
): void => {
  const nest = (i: number): void => {
    const level = levels[i]
    if (level === undefined) {
      body()
      return
    }
    const { axis, by, rounds, index } = level
    const round = (): void => {
      enter(axis)
      nest(i + 1)
    }
    if (index !== undefined) f.i32(0).set(index)
    if (runs.loop === i) emitRuns(f, pointers, accumulators, level, runs.rounds, round)
    else pointers.repeat(axis, by, rounds, round, index)
    pointers.move(axis, -by * rounds)
  }
  nest(0)
}
