import type { Tensor } from '../../src/index.ts'
import type { Case } from './case.ts'

/** Steps whose losses are compared. */
export const comparedSteps = 10

/** Steps after which training starts afresh: means of vanished gradients decay to slow, subnormal numbers. */
export const epoch = 200

/** Training as a case: a call is one step on the state of the one before, which it may take over, and gives the loss. */
export const training = <S>(step: (state: S) => readonly [S, Tensor], start: () => S): Case => {
  let state = start()
  let count = 0
  const call = (): number => {
    if (count++ % epoch === 0) state = start()
    const [next, loss] = step(state)
    state = next
    return loss.item()
  }
  return {
    call,
    value: () => {
      count = 0
      return Array.from({ length: comparedSteps }, call)
    },
  }
}
