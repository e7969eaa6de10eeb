import { np, type Tensor } from '../../src/index.ts'
import { flatGradient, mamlInputs, type Params } from '../support/maml.ts'
import type { Case, Setting, Workloads } from './case.ts'

/** `2 x + 1` of one number, read. */
const number = ({ dtype, compile }: Setting): Case => {
  const x = np.array(3, { dtype })
  const run = compile((t: Tensor) => t.mul(2).add(1))
  const call = (): number => (run(x) as Tensor).item()
  return { call, value: () => [call()] }
}

/** A step of gradient descent on six small parameters: twelve arrays in, six out. */
const parameters = ({ dtype, compile }: Setting): Case => {
  const { params } = mamlInputs(dtype)
  const run = compile((theta: Params, gradient: Params) =>
    theta.map((p, k) => p.sub((gradient[k] as Tensor).mul(0.01))),
  )
  const call = (): Params => run(params, params) as Params
  return { call: () => call().map((p) => p.data()), value: () => flatGradient(call()) }
}

export const tinyWorkloads: Workloads = { 'tiny-number': number, 'tiny-parameters': parameters }
