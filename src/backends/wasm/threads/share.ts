import { now } from '../clock.ts'
import type { HostFunction } from '../host-function.ts'
import { threadCount } from './count.ts'
import type { Limits } from './limits.ts'
import { giveUp, isUsable } from './pool.ts'

/** Milliseconds that programs ran on one thread which could have run on several. */
let spent = 0

/**
 * A program on one thread, until it has run for so long that compiling it for several pays off. `cost` is how many milliseconds
 * compiling took.
 */
export const shareInTime = (
  alone: HostFunction,
  cost: number,
  compileShared: () => HostFunction | undefined,
  limits: Limits,
): HostFunction => {
  let call = alone
  let isSettled = false
  let own = 0
  return (values, donated) => {
    if (isSettled) return call(values, donated)
    const isDue = own >= cost * limits.compile && spent >= limits.start
    if (isDue && threadCount() > 1 && isUsable()) {
      isSettled = true
      try {
        call = compileShared() ?? call
      } catch (error) {
        giveUp(error)
      }
      return call(values, donated)
    }
    const start = now()
    const results = call(values, donated)
    const time = now() - start
    own += time
    spent += time
    return results
  }
}
