import {
  grad,
  jit,
  lax,
  nn,
  np,
  random,
  setThreads,
  type Tensor,
  treeLeaves,
  vmap,
} from '../../src/index.ts'
import { shareEverything } from '../backends/wasm/threads/support.ts'

const net = nn.mlp([1, 64, 64, 1])
type Params = ReturnType<typeof net.init>

const loss = (params: Params, x: Tensor, y: Tensor): Tensor =>
  np.mean(np.square(net.apply(params, x).sub(y)))

const textOf = (tree: unknown): string =>
  treeLeaves(tree as Tensor)
    .map((leaf) => leaf.toString())
    .join('\n')

const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 20))

/** Results of programs of many kinds, eager and compiled, and of one that threads share. */
export const results = async (): Promise<readonly string[]> => {
  shareEverything()
  setThreads(2)
  const x = random.normal(random.key(1), { shape: [512, 1] })
  const y = np.sin(x)
  const params = net.init(random.key(0))
  const matrix = np.reshape(np.linspace(-1, 2, { num: 12 }), [3, 4])
  const eager = [
    np.sort(matrix.neg().ravel()),
    np.matmul(matrix, matrix.T),
    np.cumsum(np.exp(matrix.mul(-0.1)), { axis: 1 }),
    matrix.get(np.array([2, 0], { dtype: 'int32' })),
    vmap(grad((row: Tensor) => np.sum(np.tanh(row))))(matrix),
    lax.scan(
      (c: Tensor, row: Tensor) => [c.add(row), c.mul(row)] as const,
      matrix.get(0),
      matrix,
    )[1],
    new Float32Array(matrix.T.ndarray().hi(2, 2).data),
  ].map((value) => (value instanceof Float32Array ? String(value) : textOf(value)))
  const step = jit((p: Params) => grad(loss)(p, x, y))
  const gradients = textOf(step(params))
  for (let i = 0; i < 12; i++) {
    if (textOf(step(params)) !== gradients) return ['results change from call to call']
    await pause()
  }
  return [...eager, gradients]
}
