import { nn, np, type Tensor, valueAndGrad } from '../../src/index.ts'
import type { Params } from '../support/maml.ts'
import { batchSize, mlpData, mlpShapes, numClasses, numInputs } from '../support/mlp-data.ts'
import type { Case, Setting, Workloads } from './case.ts'
import { training } from './training.ts'

const rate = 0.1

const crossEntropy = (params: Params, x: Tensor, y: Tensor): Tensor => {
  const [w1, b1, w2, b2, w3, b3] = params as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
  const h1 = nn.relu(np.matmul(x, w1).add(b1))
  const h2 = nn.relu(np.matmul(h1, w2).add(b2))
  const logits = np.matmul(h2, w3).add(b3)
  return np.mean(np.sum(nn.logSoftmax(logits).mul(y), { axis: 1 })).neg()
}

const sgdStep = (params: Params, x: Tensor, y: Tensor) => {
  const [loss, gradient] = valueAndGrad(crossEntropy)(params, x, y)
  return [params.map((p, k) => p.sub((gradient[k] as Tensor).mul(rate))), loss] as const
}

const mlp = ({ dtype, compile }: Setting): Case => {
  const data = mlpData()
  const tensor = (values: Float32Array, shape: readonly number[]): Tensor =>
    np.reshape(np.array(values, { dtype }), shape)
  const x = tensor(data.x, [batchSize, numInputs])
  const y = tensor(data.y, [batchSize, numClasses])
  const start = (): Params =>
    data.params.map((p, k) => tensor(p, mlpShapes[k] as readonly number[]))
  const run = compile(sgdStep, { donateArgnums: 0 })
  return training<Params>((params) => run(params, x, y) as readonly [Params, Tensor], start)
}

export const mlpWorkloads: Workloads = { mlp }
