/**
 * TensorFlow.js on the workload `maml-sine`: the second-order meta-gradient with tasks batched by hand, as it
 * has no vmap. Started with the folder where it is installed and the backend: `tfjs.peer.ts DIR wasm`.
 */
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { servePeer } from '../support/peer.ts'
import { numPoints, numTasks, shapes, sineData } from '../support/sine-data.ts'

interface TfTensor {
  readonly dataSync: () => Float32Array
}
type Fn = (...args: TfTensor[]) => TfTensor
/** The few functions of TensorFlow.js that are used here; it is no dependency, so its types are not there. */
interface Tf {
  readonly setBackend: (name: string) => Promise<boolean>
  readonly ready: () => Promise<void>
  readonly tensor: (data: Float32Array, shape: readonly number[]) => TfTensor
  readonly tidy: <R>(f: () => R) => R
  readonly grads: (f: Fn) => (args: readonly TfTensor[]) => TfTensor[]
  readonly relu: Fn
  readonly add: Fn
  readonly sub: Fn
  readonly mul: (a: TfTensor, b: TfTensor | number) => TfTensor
  readonly matMul: Fn
  readonly mean: Fn
  readonly square: Fn
  readonly tile: (x: TfTensor, reps: readonly number[]) => TfTensor
  readonly reshape: (x: TfTensor, shape: readonly number[]) => TfTensor
}

const [folder, backend] = process.argv.slice(2) as [string, string]
const require = createRequire(join(resolve(folder), 'package.json'))
const tf = require('@tensorflow/tfjs') as Tf
if (backend === 'wasm') {
  const wasm = require('@tensorflow/tfjs-backend-wasm') as { setWasmPaths: (path: string) => void }
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`)
}
await tf.setBackend(backend)
await tf.ready()

const { params, tasks } = sineData()
const theta = params.map((p, k) => tf.tensor(p, shapes[k] as readonly number[]))
const [sx, sy, qx, qy] = tasks.map((t) => tf.tensor(t, [numTasks, numPoints, 1])) as [
  TfTensor,
  TfTensor,
  TfTensor,
  TfTensor,
]
const rate = 0.01

const predict = (p: readonly TfTensor[], x: TfTensor): TfTensor => {
  const [w1, b1, w2, b2, w3, b3] = p as [TfTensor, TfTensor, TfTensor, TfTensor, TfTensor, TfTensor]
  const h1 = tf.relu(tf.add(tf.matMul(x, w1), b1))
  const h2 = tf.relu(tf.add(tf.matMul(h1, w2), b2))
  return tf.add(tf.matMul(h2, w3), b3)
}

const objective =
  (steps: number): Fn =>
  (...p) => {
    let phi = p.map((a, k) => {
      const [rows, columns] =
        k % 2 === 0 ? (shapes[k] as readonly [number, number]) : [1, shapes[k]?.[0] ?? 1]
      return tf.tile(tf.reshape(a, [1, rows, columns]), [numTasks, 1, 1])
    })
    for (let step = 0; step < steps; step++) {
      // The mean over tasks divides by their number; each task's own gradient is wanted.
      const support: Fn = (...q) => tf.mul(tf.mean(tf.square(tf.sub(predict(q, sx), sy))), numTasks)
      const gradient = tf.grads(support)(phi)
      phi = phi.map((a, k) => tf.sub(a, tf.mul(gradient[k] as TfTensor, rate)))
    }
    return tf.mean(tf.square(tf.sub(predict(phi, qx), qy)))
  }

const gradient = (steps: number) => (): readonly number[] =>
  tf.tidy(() =>
    tf
      .grads(objective(steps))(theta)
      .flatMap((g) => [...g.dataSync()]),
  )

const served = (steps: number) => ({
  value: gradient(steps),
  batch: (calls: number): number => {
    const start = performance.now()
    for (let i = 0; i < calls; i++)
      tf.tidy(() => {
        for (const g of tf.grads(objective(steps))(theta)) g.dataSync()
      })
    return performance.now() - start
  },
})

await servePeer({ 'maml-1': served(1), 'maml-5': served(5) })
