import type { Case } from '../../workloads/case.ts'
import { comparedSteps, epoch } from '../../workloads/training.ts'
import type { JArray, Params } from './load.ts'

/** Training as a case: a call is one step on the state of the one before, and gives the loss. */
export const training = (
  start: () => Params,
  step: (state: Params, count: number) => readonly [Params, JArray],
): Case => {
  let state: Params = []
  let count = 0
  const call = (): number => {
    if (count % epoch === 0) {
      for (const p of state) p.dispose()
      state = start()
    }
    count++
    const [next, loss] = step(state, ((count - 1) % epoch) + 1)
    state = next
    return loss.dataSync()[0] as number
  }
  return {
    call,
    value: () => {
      count = 0
      return Array.from({ length: comparedSteps }, call)
    },
  }
}
