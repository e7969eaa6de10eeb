import { lax, meta, nn, np, optim, type Tensor } from '../../src/index.ts'
import { numPoints, numTasks, shapes, sineData } from './sine-data.ts'

export type Params = readonly Tensor[]
export interface Batch {
  readonly x: Tensor
  readonly y: Tensor
}
export type DType = 'float32' | 'float64'

export interface Tasks {
  readonly support: Batch
  readonly query: Batch
}

const innerRate = 0.01

const tensor = (values: Float32Array, shape: readonly number[], dtype: DType): Tensor =>
  np.reshape(np.array(values, { dtype }), shape)

const paramsOf = (values: readonly Float32Array[], dtype: DType): Params =>
  values.map((array, k) => tensor(array, shapes[k] as readonly number[], dtype))

/** The parameters and tasks of `maml-sine` as tensors; of more tasks than there are, some come again. */
export const mamlInputs = (
  dtype: DType = 'float32',
  count = numTasks,
): { params: Params; tasks: Tasks } => {
  const data = sineData()
  const [sx, sy, qx, qy] = data.tasks.map((values) => {
    const length = count * numPoints
    const cyclic = Float32Array.from({ length }, (_, i) => values[i % values.length] as number)
    return tensor(cyclic, [count, numPoints, 1], dtype)
  }) as [Tensor, Tensor, Tensor, Tensor]
  return {
    params: paramsOf(data.params, dtype),
    tasks: { support: { x: sx, y: sy }, query: { x: qx, y: qy } },
  }
}

/** Parameters, direction and points of the workload `hvp` as tensors. */
export const hvpInputs = (
  dtype: DType = 'float32',
): { params: Params; direction: Params; batch: Batch } => {
  const { params, hvp } = sineData()
  const column = (values: Float32Array): Tensor => tensor(values, [values.length, 1], dtype)
  return {
    params: paramsOf(params, dtype),
    direction: paramsOf(hvp.direction, dtype),
    batch: { x: column(hvp.x), y: column(hvp.y) },
  }
}

/** The network: three dense layers with relu. */
const predict = (params: Params, x: Tensor): Tensor => {
  const [w1, b1, w2, b2, w3, b3] = params as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
  const h1 = nn.relu(np.matmul(x, w1).add(b1))
  const h2 = nn.relu(np.matmul(h1, w2).add(b2))
  return np.matmul(h2, w3).add(b3)
}

/** The loss of a task: the mean of squares. */
export const loss = (params: Params, { x, y }: Batch): Tensor =>
  np.mean(np.square(predict(params, x).sub(y)))

/** The meta-objective with tasks mapped. */
export const mapped = (steps: number) =>
  meta.objective<Params, Batch>(loss, meta.gradientSteps(optim.sgd(innerRate), steps))

/** The meta-objective with a loop over tasks. */
export const looped =
  (steps: number) =>
  (params: Params, tasks: Tasks): Tensor => {
    const adapt = meta.gradientSteps(optim.sgd(innerRate), steps)(loss)
    const part = ({ x, y }: Batch, task: number): Batch => ({
      x: lax.indexInDim(x, task, { axis: 0, keepdims: false }),
      y: lax.indexInDim(y, task, { axis: 0, keepdims: false }),
    })
    let total: Tensor = np.zeros([])
    for (let task = 0; task < numTasks; task++) {
      const phi = adapt(params, part(tasks.support, task))
      total = total.add(loss(phi, part(tasks.query, task)))
    }
    return total.div(numTasks)
  }

/** Gradient of an objective as one list of numbers. */
export const flatGradient = (gradient: readonly Tensor[]): readonly number[] =>
  gradient.flatMap((g) => [...g.data()])

/** The largest difference relative to the largest number of the reference. */
export const relativeError = (got: readonly number[], wanted: readonly number[]): number => {
  let worst = 0
  let scale = 0
  wanted.forEach((w, i) => {
    worst = Math.max(worst, Math.abs(w - (got[i] ?? Number.NaN)))
    scale = Math.max(scale, Math.abs(w))
  })
  return worst / scale
}
