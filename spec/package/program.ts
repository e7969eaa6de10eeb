/** A program that `runtimes.ts` runs where the package is installed, as a module and as CommonJS: it prints numbers. */
import { tree } from '../../src/fp/index.ts'
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
import { checkGrads } from '../../src/testing/index.ts'

const numbers = (value: unknown): readonly number[] =>
  treeLeaves(value as never).flatMap((x) => [...(x as Tensor).data()])

const f = (x: Tensor): Tensor => np.sum(np.sin(x).mul(x))
const x = np.array([0.5, 1, 2])
checkGrads(f, [x])

const net = nn.mlp([3, 16, 1])
const params = net.init(random.key(1))
const loss = (p: typeof params, data: Tensor): Tensor => np.mean(np.square(net.apply(p, data)))
const rows = random.normal(random.key(2), { shape: [4, 3] })

const results: Record<string, readonly number[]> = {
  grad: numbers(grad(f)(x)),
  vmap: numbers(vmap(grad(f))(rows)),
  jit: numbers(jit(grad(loss))(params, rows)),
  random: [
    ...numbers(random.normal(random.key(3), { shape: [3] })),
    ...numbers(random.permutation(random.key(4), 5)),
    ...numbers(random.gamma(random.key(5), 2, { shape: [2] })),
  ],
  scan: numbers(lax.scan((c: Tensor, y: Tensor) => [c.add(y), c.mul(y)], np.array(0), x)),
  fp: numbers(tree.map((y: Tensor) => y.mul(2))({ x })),
}

/** How often a program ran on several threads, which the package does not tell its users. */
declare const sharedCalls: () => number

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

const withThreads = async (): Promise<void> => {
  const large = random.normal(random.key(6), { shape: [300, 300] })
  const run = jit((w: Tensor) => np.tanh(w.matmul(w).mul(0.01)).sum())
  setThreads(1)
  const alone = numbers(run(large))
  setThreads(2)
  const shared = jit((w: Tensor) => np.tanh(w.matmul(w).mul(0.01)).sum())
  const end = Date.now() + 20_000
  const seen = new Set<string>()
  while (sharedCalls() === 0 && Date.now() < end) {
    seen.add(numbers(shared(large)).join())
    await pause(1)
  }
  results['two threads'] = [...alone, seen.size, sharedCalls() > 0 ? 2 : 1]
}

void withThreads().then(() => console.log(JSON.stringify(results)))
