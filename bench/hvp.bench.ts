/** How many gradients does a Hessian-vector product cost, by width of the network? */
import { grad, jvp, nn, np, random, type Tensor, treeLeaves, treeMap } from '../src/index.ts'
import { relativeError } from './support/maml.ts'
import { batchOf, interleaved } from './support/suite.ts'

interface Network {
  readonly w1: Tensor
  readonly w2: Tensor
  readonly w3: Tensor
}

const network = (seed: number, width: number): Network => {
  const [k1, k2, k3] = [0, 1, 2].map((i) => random.foldIn(random.key(seed), i)) as [
    Tensor,
    Tensor,
    Tensor,
  ]
  const weight = (key: Tensor, n: number, m: number): Tensor =>
    random.normal(key, { shape: [n, m] }).mul(1 / Math.sqrt(n))
  return { w1: weight(k1, 1, width), w2: weight(k2, width, width), w3: weight(k3, width, 1) }
}

const x = random.normal(random.key(7), { shape: [64, 1] })
const loss = ({ w1, w2, w3 }: Network): Tensor => {
  const h1 = nn.relu(np.matmul(x, w1))
  const h2 = nn.relu(np.matmul(h1, w2))
  return np.mean(np.square(np.matmul(h2, w3).sub(np.sin(x))))
}

const dot = (a: Network, b: Network): Tensor =>
  treeLeaves(treeMap((p, q) => np.sum(p.mul(q)), a, b)).reduce((s, t) => s.add(t))

for (const width of [40, 64, 128, 256]) {
  const params = network(1, width)
  const v = network(2, width)
  const variants = {
    gradient: () => grad(loss)(params),
    'forward over reverse': () => jvp(grad(loss), [params], [v])[1],
    'reverse over reverse': () => grad((p: Network) => dot(grad(loss)(p), v))(params),
  }
  const flat = (tree: Network): readonly number[] => treeLeaves(tree).flatMap((t) => [...t.data()])
  const error = relativeError(
    flat(variants['reverse over reverse']()),
    flat(variants['forward over reverse']()),
  )
  if (!(error < 1e-4)) throw new Error(`the two products differ by ${error}`)
  const batches = Object.fromEntries(
    Object.entries(variants).map(([name, run]) => [name, batchOf(run)]),
  )
  await interleaved(`Hessian-vector product, width ${width}`, batches)
}
