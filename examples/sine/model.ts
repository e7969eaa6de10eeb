import { nn, np, random, type Tensor, type tasks } from '../../src/index.ts'

type Points = tasks.Points
type Layer = { readonly w: Tensor; readonly b: Tensor }

/** The 1-40-40-1 network; ANIL adapts its head alone. */
export interface Params {
  readonly body: readonly [Layer, Layer]
  readonly head: Layer
}

const width = 40
const layers = [nn.dense(1, width), nn.dense(width, width), nn.dense(width, 1)] as const

export const initialParams = (key: Tensor): Params => {
  const [first, second, head] = layers.map((layer, i) => layer.init(random.foldIn(key, i))) as [
    Layer,
    Layer,
    Layer,
  ]
  return { body: [first, second], head }
}

/** `f32[points, 1] → f32[points, 1]`. */
export const predict = ({ body, head }: Params, x: Tensor): Tensor => {
  const h1 = nn.relu(layers[0].apply(body[0], x))
  const h2 = nn.relu(layers[1].apply(body[1], h1))
  return layers[2].apply(head, h2)
}

/** Mean squared error. */
export const loss = (params: Params, { x, y }: Points): Tensor =>
  np.mean(np.square(predict(params, x).sub(y)))
