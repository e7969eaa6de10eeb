import type { Case } from '../../workloads/case.ts'
import { comparedSteps, epoch } from '../../workloads/training.ts'
import type { Optimizer, Tf, TfTensor, Variable } from './load.ts'

/** Training with one of its optimizers as a case: a call is one step, and gives the loss. */
export const training = (
  tf: Tf,
  start: readonly TfTensor[],
  makeOptimizer: () => Optimizer,
  loss: (params: readonly TfTensor[]) => TfTensor,
): Case => {
  let variables: Variable[] = []
  let optimizer: Optimizer | undefined
  let count = 0
  const reset = (): Optimizer => {
    optimizer?.dispose()
    for (const variable of variables) variable.dispose()
    variables = start.map((p) => tf.variable(p))
    optimizer = makeOptimizer()
    return optimizer
  }
  const call = (): number => {
    const current = count++ % epoch === 0 ? reset() : (optimizer as Optimizer)
    return tf.tidy(
      () => current.minimize(() => loss(variables), true, variables).dataSync()[0] as number,
    )
  }
  return {
    call,
    value: () => {
      count = 0
      return Array.from({ length: comparedSteps }, call)
    },
  }
}
