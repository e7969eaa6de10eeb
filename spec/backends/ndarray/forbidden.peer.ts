/** Runs a good part of the library and prints a hash of each result's bits; without WebAssembly if asked. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { type DType, dtypes } from '../../../src/core/dtype.ts'
import { flatten } from '../../../src/core/tree-def.ts'
import { jit, lax, np, random, type Tensor } from '../../../src/index.ts'
import { trials } from '../../fuzz/trial.ts'
import { samples } from '../../support/samples.ts'
import { floats, operandsOf } from '../../support/sampling.ts'

if (process.argv.includes('--no-wasm')) {
  class Module {
    constructor() {
      throw new EvalError('call to WebAssembly.Module() blocked by CSP')
    }
  }
  Object.assign(WebAssembly, { Module })
}

const bitsOf = (results: unknown): string => {
  const hash = createHash('sha1')
  for (const leaf of flatten(results)[0] as Tensor[]) {
    // Which NaN it is depends on how far the engine has compiled a loop.
    const { buffer, byteOffset, byteLength } = leaf
      .data()
      .map((x) => (Number.isNaN(x) ? Number.NaN : x))
    hash.update(`${leaf.dtype}[${leaf.shape}]`)
    hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  }
  return hash.digest('hex')
}

const report = (name: string, compute: () => unknown): void => {
  let outcome: string
  try {
    outcome = bitsOf(compute())
  } catch (error) {
    outcome = String(error)
  }
  console.log(JSON.stringify([name, outcome]))
}

for (const [name, row] of Object.entries(samples))
  for (const dtype of row.dtypes ?? floats)
    fc.sample(row.sample(dtype), { seed: 1, numRuns: 3 }).forEach((one, seed) => {
      const operands = operandsOf(one, seed)
      report(`${name} of ${dtype}, ${seed}`, () => one.f(...operands))
    })

fc.sample(trials(), { seed: 2, numRuns: 100 }).forEach(({ text, f, inputs }) => {
  report(`eager ${text}`, () => f(inputs))
  report(`compiled ${text}`, () => jit((...xs: Tensor[]) => f(xs))(...inputs))
})

const normal = (shape: readonly number[], dtype: DType = 'float32'): Tensor =>
  random.normal(random.key(shape.length), { shape }).mul(9).astype(dtype)

/** Sizes around those at which loops change their way, of both directions, transposed or not. */
for (const dtype of dtypes)
  for (const [m, n] of [
    [1, 7],
    [3, 8],
    [5, 255],
    [2, 257],
    [300, 3],
    [65, 130],
    [20, 2000],
  ] as const) {
    const x = normal([m, n], dtype)
    const what = `of ${dtype}[${m},${n}]`
    for (const axis of [0, 1, null])
      for (const reduce of [np.sum, np.prod, np.max, np.min] as const)
        report(`${reduce.name} ${axis} ${what}`, () => [
          reduce(x, { axis }),
          reduce(x.T, { axis }),
          reduce(np.broadcastTo(x, [3, m, n]), { axis }),
        ])
    report(`cumsum ${what}`, () => [np.cumsum(x, { axis: 0 }), np.cumsum(x.T, { axis: 0 })])
    report(`copies ${what}`, () => [np.concatenate([x.T, x.T]), np.flip(x.T).add(x.T)])
    if (dtype === 'bool') continue
    for (const k of [1, 2, 7])
      report(`products with ${k} columns ${what}`, () => [
        np.matmul(x, normal([n, k], dtype)),
        np.matmul(normal([k, m], dtype), x),
        np.matmul(x.T, x.T.T.get(':', `0:${Math.min(k, n)}`)),
        lax.dot(x, normal([n, 1], dtype).get(':', 0)),
      ])
  }
report('long products', () => np.matmul(normal([3, 20000]), normal([20000, 2])))

/** Kernels that are large enough for compiled code come several times. */
const large = normal([3000])
for (let i = 0; i < 5; i++)
  report(`large kernels, ${i}`, () => [large.mul(2).add(large), np.where(large.gt(0), large, 0)])
report('costly kernels', () => [np.exp(large), np.tanh(large)])
report('solutions', () => np.linalg.solve(normal([9, 9]), normal([9])))
report('an ndarray', () => np.array(normal([4, 5]).ndarray().transpose(1, 0).lo(1, 1).step(2, -1)))

// By now `ndarray-ops` is there, if it may be.
await new Promise((resolve) => setTimeout(resolve, 200))
for (const dtype of dtypes) {
  const x = normal([5, 6, 7], dtype)
  report(`later copies of ${dtype}`, () => [np.concatenate([x.T, x.T]), np.ravel(x.T)])
}
