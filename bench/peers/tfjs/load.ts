import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

export interface TfTensor {
  readonly dataSync: () => Float32Array
  readonly dispose: () => void
}
export interface Variable extends TfTensor {
  readonly name: string
}
export type Fn = (...args: TfTensor[]) => TfTensor
type Unary = (x: TfTensor) => TfTensor
type Binary = (a: TfTensor, b: TfTensor | number) => TfTensor
export interface Optimizer {
  readonly minimize: (f: () => TfTensor, returnCost: true, variables: Variable[]) => TfTensor
  readonly dispose: () => void
}

/** The few functions of TensorFlow.js that are used here; it is no dependency, so its types are not there. */
export interface Tf {
  readonly setBackend: (name: string) => Promise<boolean>
  readonly ready: () => Promise<void>
  readonly tensor: (data: Float32Array, shape: readonly number[]) => TfTensor
  readonly scalar: (value: number) => TfTensor
  readonly variable: (initial: TfTensor) => Variable
  readonly tidy: <R>(f: () => R) => R
  readonly grads: (f: Fn) => (args: readonly TfTensor[]) => TfTensor[]
  readonly train: {
    readonly adam: (rate: number, beta1: number, beta2: number, epsilon: number) => Optimizer
    readonly sgd: (rate: number) => Optimizer
  }
  readonly losses: {
    readonly softmaxCrossEntropy: (labels: TfTensor, logits: TfTensor) => TfTensor
  }
  readonly relu: Unary
  readonly square: Unary
  readonly sqrt: Unary
  readonly abs: Unary
  readonly exp: Unary
  readonly log: Unary
  readonly tanh: Unary
  readonly sigmoid: Unary
  readonly sin: Unary
  readonly mean: Unary
  readonly sum: Unary
  readonly add: Binary
  readonly sub: Binary
  readonly mul: Binary
  readonly maximum: Binary
  readonly matMul: (a: TfTensor, b: TfTensor, turnA?: boolean, turnB?: boolean) => TfTensor
  readonly tile: (x: TfTensor, reps: readonly number[]) => TfTensor
  readonly reshape: (x: TfTensor, shape: readonly number[]) => TfTensor
  readonly addN: (xs: readonly TfTensor[]) => TfTensor
}

/** TensorFlow.js from the folder where it is installed, on one of its backends. */
export const loadTf = async (folder: string, backend: string): Promise<Tf> => {
  const require = createRequire(join(resolve(folder), 'package.json'))
  const tf = require('@tensorflow/tfjs') as Tf
  if (backend === 'wasm') {
    const wasm = require('@tensorflow/tfjs-backend-wasm') as {
      setWasmPaths: (path: string) => void
    }
    wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`)
  }
  await tf.setBackend(backend)
  await tf.ready()
  return tf
}

/** Reads results; `tidy` would search them for tensors, number by number, were they returned from it. */
export const readInTidy = (tf: Tf, make: () => readonly TfTensor[]): readonly Float32Array[] => {
  let values: readonly Float32Array[] = []
  tf.tidy(() => {
    values = make().map((t) => t.dataSync())
  })
  return values
}
