import { grad, lax, nn, np, type Tensor, vmap } from '../../../../src/index.ts'

/** Numbers between -1.5 and 1.5 without a pattern. */
const wave = (...shape: readonly number[]): Tensor => {
  const size = shape.reduce((product, n) => product * n, 1)
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898) * 1.5)
  return np.reshape(np.array(values), shape)
}

const keys = (size: number, below: number): Tensor =>
  np.array(Int32Array.from({ length: size }, (_, i) => (i * 377) % below))

interface Sample {
  readonly f: (...args: Tensor[]) => unknown
  readonly args: readonly Tensor[]
}

type Layers = readonly [Tensor, Tensor, Tensor]

const loss = ([w1, w2, w3]: Layers, x: Tensor, y: Tensor): Tensor =>
  np.mean(np.square(np.matmul(nn.relu(np.matmul(nn.relu(np.matmul(x, w1)), w2)), w3).sub(y)))

/** The gradient of the mean loss after one step of adaptation on each of some tasks. */
const maml = (w1: Tensor, w2: Tensor, w3: Tensor, x: Tensor, y: Tensor): readonly Tensor[] => {
  const adapted = (params: Layers, xs: Tensor, ys: Tensor): Tensor => {
    const gradient = grad(loss)(params, xs, ys) as Layers
    const next = params.map((p, i) => p.sub(gradient[i]!.mul(0.01)))
    return loss(next as unknown as Layers, xs, ys)
  }
  const mean = (params: Layers): Tensor =>
    np.mean(vmap((xs: Tensor, ys: Tensor) => adapted(params, xs, ys))(x, y) as Tensor)
  return grad(mean)([w1, w2, w3]) as unknown as readonly Tensor[]
}

/** Programs with kernels of every kind, of sizes that no number of threads divides. */
export const samples: Readonly<Record<string, Sample>> = {
  'elementwise functions': {
    f: (x, y) =>
      np
        .sqrt(np.maximum(x!.mul(y!).add(x!), 0.1))
        .mul(0.5)
        .add(np.exp(y!)),
    args: [wave(30011), wave(30011)],
  },
  'large matrix products': {
    f: (x, y) => [np.tanh(np.matmul(x!, y!)), np.matmul(y!.T, x!.T)],
    args: [wave(131, 257), wave(257, 97)],
  },
  'products in batches': {
    f: (x, y) => np.matmul(x!, y!),
    args: [wave(7, 32, 40), wave(7, 40, 33)],
  },
  reductions: {
    f: (x) => [
      np.sum(x!),
      np.sum(x!, { axis: 0 }),
      np.mean(x!, { axis: 1 }),
      np.max(x!, { axis: 1 }),
      np.argmax(x!, { axis: 0 }),
    ],
    args: [wave(133, 217)],
  },
  sorts: {
    f: (x) => [np.sort(x!, { axis: 0 }), np.argsort(x!, { axis: 1 })],
    args: [wave(67, 90)],
  },
  'cumulative sums': {
    f: (x) => [np.cumsum(x!, { axis: 0 }), np.cumsum(x!, { axis: 1 })],
    args: [wave(67, 133)],
  },
  'taking and adding rows': {
    f: (x, i) => [np.take(x!, i!, { axis: 0 }), x!.at(i!).add(1)],
    args: [wave(200, 33), keys(170, 200)],
  },
  'factors of matrices': {
    f: (x) =>
      np.linalg.cholesky(np.matmul(x!, np.swapaxes(x!, 1, 2)).add(np.eye(12).mul(50))) as Tensor,
    args: [wave(30, 12, 12)],
  },
  'a softmax and its gradient': {
    f: (x) => grad((y: Tensor) => np.sum(np.square(nn.softmax(y))))(x!),
    args: [wave(100, 133)],
  },
  'a scan': {
    f: (x) =>
      lax.scan(
        (carry: Tensor, row: Tensor) => {
          const next = np.tanh(np.matmul(carry, row))
          return [next, np.sum(next, { axis: 0 })]
        },
        np.ones([41, 41]),
        x!,
      ),
    args: [wave(20, 41, 41)],
  },
  'a loop until a condition': {
    f: (x) =>
      lax.whileLoop(
        (y: Tensor) => np.sum(np.abs(y)).lt(20_000) as Tensor,
        (y: Tensor) => np.sin(y).add(y.mul(1.5)),
        x!,
      ),
    args: [wave(10_003)],
  },
  'one of two branches': {
    f: (x) =>
      lax.cond(
        np.sum(x!).gt(0) as Tensor,
        (y: Tensor) => np.exp(y),
        (y: Tensor) => np.sin(y),
        x!,
      ),
    args: [wave(10_003)],
  },
  MAML: {
    f: maml as Sample['f'],
    args: [wave(3, 40), wave(40, 40), wave(40, 2), wave(7, 16, 3), wave(7, 16, 2)],
  },
}
