import { nn, np, random, type Tensor, type tasks } from '../../src/index.ts'

type Points = tasks.Points
type Layer = nn.DenseParams

/** The 1-40-40-1 network; ANIL adapts its head alone. */
export interface Params {
  readonly body: readonly [Layer, Layer]
  readonly head: Layer
}

const width = 40

const layersWith = (kernelInit: nn.Initializer) =>
  [
    nn.dense(1, width, { kernelInit }),
    nn.dense(width, width, { kernelInit }),
    nn.dense(width, 1, { kernelInit }),
  ] as const

const startWith = (kernelInit: nn.Initializer) => {
  const [first, second, head] = layersWith(kernelInit)
  return (key: Tensor): Params => ({
    body: [first.init(random.foldIn(key, 0)), second.init(random.foldIn(key, 1))],
    head: head.init(random.foldIn(key, 2)),
  })
}

/** Weights of variance one over the number of inputs, as libraries draw them. */
export const usualStart = startWith(nn.initializers.lecunNormal())

/** Weights of standard deviation 0.01, as MAML's published code draws them. */
export const smallStart = startWith(nn.initializers.truncatedNormal({ stddev: 0.01 }))

const [first, second, last] = layersWith(nn.initializers.zeros)

/** `f32[points, 1] → f32[points, 1]`. */
export const predict = ({ body, head }: Params, x: Tensor): Tensor => {
  const h1 = nn.relu(first.apply(body[0], x))
  const h2 = nn.relu(second.apply(body[1], h1))
  return last.apply(head, h2)
}

/** Mean squared error. */
export const loss = (params: Params, { x, y }: Points): Tensor =>
  np.mean(np.square(predict(params, x).sub(y)))
