import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** An array of jax-js. An operation uses its operands up; `ref` is one more use. */
export interface JArray {
  readonly ref: JArray
  readonly dispose: () => void
  readonly dataSync: () => Float32Array
  readonly reshape: (shape: readonly number[]) => JArray
  readonly transpose: () => JArray
  readonly add: (other: JArray | number) => JArray
  readonly sub: (other: JArray | number) => JArray
  readonly mul: (other: JArray | number) => JArray
  readonly div: (other: JArray | number) => JArray
  readonly mean: () => JArray
  readonly sum: (axis?: number) => JArray
}
export type Params = readonly JArray[]
type Unary = (x: JArray) => JArray

/** The few functions of jax-js that are used here; it is no dependency, so its types are not there. */
export interface JaxJs {
  readonly defaultDevice: (name: string) => void
  readonly numpy: {
    readonly array: (values: Float32Array | number) => JArray
    readonly zeros: (shape: readonly number[]) => JArray
    readonly matmul: (a: JArray, b: JArray) => JArray
    readonly maximum: (a: JArray, b: number) => JArray
    readonly square: Unary
    readonly sqrt: Unary
    readonly abs: Unary
    readonly exp: Unary
    readonly log: Unary
    readonly tanh: Unary
    readonly sin: Unary
  }
  readonly nn: {
    readonly relu: Unary
    readonly sigmoid: Unary
    readonly logSoftmax: (x: JArray, axis: number) => JArray
  }
  readonly grad: <A extends readonly unknown[]>(
    f: (params: Params, ...rest: A) => JArray,
  ) => (params: Params, ...rest: A) => Params
  readonly valueAndGrad: <A extends readonly unknown[]>(
    f: (params: Params, ...rest: A) => JArray,
  ) => (params: Params, ...rest: A) => readonly [JArray, Params]
  readonly vmap: <A extends readonly unknown[]>(
    f: (...args: A) => JArray,
    inAxes: readonly (number | null)[],
  ) => (...args: A) => JArray
  readonly jvp: (
    f: (params: Params) => Params,
    primals: readonly [Params],
    tangents: readonly [Params],
  ) => readonly [Params, Params]
  readonly jit: <F>(f: F) => F
}

/** jax-js from the folder where it is installed, on its backend for WebAssembly. */
export const loadJaxJs = async (folder: string): Promise<JaxJs> => {
  const file = join(resolve(folder), 'node_modules/@jax-js/jax/dist/index.js')
  const jax = (await import(pathToFileURL(file).href)) as JaxJs
  jax.defaultDevice('wasm')
  return jax
}

export const refs = (params: Params): Params => params.map((p) => p.ref)

export const read = (params: Params): readonly Float32Array[] => params.map((p) => p.dataSync())
