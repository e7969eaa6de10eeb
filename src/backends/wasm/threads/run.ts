import { CotangentError } from '../../../core/errors.ts'
import { now } from '../clock.ts'
import { threadCount } from './count.ts'
import { programAt } from './header.ts'
import { canSleep } from './host.ts'
import type { Limits } from './limits.ts'
import { makePolicy } from './policy.ts'
import { announce, enlist, isUsable, type Loadable, readyThreads, startWorkers } from './pool.ts'

/** Functions of a module that several threads may run. */
export interface TeamExports {
  readonly main: (scratch: number, threads: number, maySleep: number) => void
  readonly end: () => void
}

/** How many calls were shared between threads. */
let shared = 0
export const sharedCalls = (): number => shared

/** A function that runs a program, on several threads when they are there and have proved to be faster. */
export const makeTeamRun = (
  loadable: Loadable,
  exports: TeamExports,
  limits: Limits,
): (() => void) => {
  const { memory, scratch } = loadable
  const policy = makePolicy()
  const maySleep = canSleep() ? 1 : 0
  const header = new Int32Array(memory.buffer)

  const together = (threads: number): void => {
    Atomics.store(header, programAt / 4, program.id)
    announce(program, threads)
    try {
      exports.main(scratch[0]!, threads, maySleep)
    } finally {
      exports.end()
    }
    shared += 1
    if (!isUsable())
      throw new CotangentError(
        'jit',
        'a worker failed while it computed the result; call again, which will use one thread',
      )
  }
  /** Threads to use in the next call but for the policy; starts workers that are missing. */
  const threadsFor = (): number => {
    const most = Math.min(threadCount(), scratch.length)
    if (most === 1 || !isUsable()) return 1
    startWorkers(most)
    return readyThreads(program, loadable, most)
  }
  const run = (): void => {
    const threads = threadsFor()
    const isShared = threads > 1 && (!limits.adapts || policy.choose())
    const start = now()
    if (isShared) together(threads)
    else exports.main(scratch[0]!, 1, 0)
    const time = now() - start
    if (threads > 1) policy.record(isShared, time)
  }
  const program = enlist(run)
  return run
}
