import { checked } from '../../../core/checked.ts'
import { ArgumentError } from '../../../core/errors.ts'
import { canShare, coreCount } from './host.ts'
import { mostThreads, usualThreads } from './limits.ts'

let chosen: number | undefined
let usual: number | undefined

/** Threads that programs may use. */
export const threadCount = (): number => {
  if (chosen !== undefined) return chosen
  usual ??= canShare() ? Math.min(coreCount(), usualThreads) : 1
  return usual
}

/** Threads that programs compiled now may ever use, if more are asked for later. */
export const mostThreadsNow = (): number =>
  Math.max(threadCount(), Math.min(coreCount(), usualThreads))

/**
 * Chooses how many threads functions under `jit` may compute with: as many as there are cores, but at most 8,
 * unless it is called; 1 for one thread only. Results are the same bit for bit.
 *
 * Only programs that are long enough to gain use more than one thread, once they have run for a while, and
 * only where the machine proves to be faster with them. The threads start when they are first needed and never keep a process
 * from ending. Browsers allow them on pages that are isolated from other origins; elsewhere there is one.
 * Functions that are compiled already follow, but use at most as many threads as were allowed, or cores there were, when they were
 * compiled.
 *
 * @throws ArgumentError unless `count` is a whole number from 1 to 64.
 * @example
 * setThreads(1)
 */
export const setThreads = /*@__PURE__*/ checked('setThreads(count)', (count: number): void => {
  if (!Number.isInteger(count) || count < 1 || count > mostThreads)
    throw new ArgumentError(
      'setThreads',
      `expected a whole number of threads from 1 to ${mostThreads}, got ${String(count)}`,
    )
  chosen = count
})
