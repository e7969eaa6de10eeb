import { grad, jvp, np, optim, type Tensor, valueAndGrad } from '../../src/index.ts'
import { growthPoints } from '../support/growth-points.ts'
import {
  flatGradient,
  hvpInputs,
  loss,
  mamlInputs,
  mapped,
  type Params,
  type Tasks,
} from '../support/maml.ts'
import type { Case, Setting, Workloads } from './case.ts'
import { training } from './training.ts'

const innerSteps = [1, 5] as const

/** A training step of MAML: meta-gradient and Adam. */
export const mamlStep = (steps: number) => {
  const objective = valueAndGrad(mapped(steps))
  const adam = optim.adam(0.01)
  const step = (theta: Params, state: optim.OptState, tasks: Tasks) => {
    const [value, gradient] = objective(theta, tasks)
    const [updates, next] = adam.update(gradient, state, theta)
    return [optim.applyUpdates(theta, updates), next, value] as const
  }
  return { init: adam.init, step }
}

const train =
  (steps: number, count?: number) =>
  ({ dtype, compile }: Setting): Case => {
    const { params, tasks } = mamlInputs(dtype, count)
    const { init, step } = mamlStep(steps)
    const run = compile(step, { donateArgnums: [0, 1] })
    return training<readonly [Params, optim.OptState]>(
      ([theta, state]) => {
        const [phi, next, value] = run(theta, state, tasks)
        return [[phi as Params, next], value as Tensor]
      },
      () => {
        const theta = params.map((x) => np.copy(x))
        return [theta, init(theta)]
      },
    )
  }

/** All that a first call does, once its inputs are there: trace, compile, run. For a fresh process. */
const first =
  (steps: number, count?: number) =>
  ({ dtype, compile }: Setting): Case => {
    const { params, tasks } = mamlInputs(dtype, count)
    const call = (): number => {
      const { init, step } = mamlStep(steps)
      return (compile(step)(params, init(params), tasks)[2] as Tensor).item()
    }
    return { call, value: () => [call()] }
  }

const gradient =
  (steps: number) =>
  ({ dtype, compile }: Setting): Case => {
    const { params, tasks } = mamlInputs(dtype)
    const run = compile(grad(mapped(steps)))
    const call = (): readonly Float32Array[] => run(params, tasks).map((g) => g.data()) as never
    return { call, value: () => flatGradient(run(params, tasks) as Params) }
  }

const hvp = ({ dtype, compile }: Setting): Case => {
  const { params, direction, batch } = hvpInputs(dtype)
  const product = compile(
    (theta: Params, v: Params, data: typeof batch) =>
      jvp(
        grad((p: Params) => loss(p, data)),
        [theta],
        [v],
      )[1],
  )
  const run = (): Params => product(params, direction, batch) as Params
  return { call: () => run().map((t) => t.data()), value: () => flatGradient(run()) }
}

export const mamlWorkloads: Workloads = {
  hvp,
  ...Object.fromEntries(
    innerSteps.flatMap((steps) => [
      [`maml-${steps}`, gradient(steps)],
      [`train-${steps}`, train(steps)],
      [`first-${steps}`, first(steps)],
    ]),
  ),
  ...Object.fromEntries(
    growthPoints.flatMap(({ innerSteps: steps, tasks }) => [
      [`train-${steps}-${tasks}`, train(steps, tasks)],
      [`first-${steps}-${tasks}`, first(steps, tasks)],
    ]),
  ),
}
