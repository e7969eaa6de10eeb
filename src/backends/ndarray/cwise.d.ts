/** cwise's entry for loop bodies already parsed (it is `cwise-compiler`); the package has no types. */
declare module 'cwise/lib/wrapper.js' {
  import type { NdArray } from 'ndarray'

  /** One variable of a body; `count` is at least its number of uses (above 1 it is cached in a local). */
  export interface CwiseArgument {
    readonly name: string
    readonly lvalue: boolean
    readonly rvalue: boolean
    readonly count: number
  }

  /** A parsed piece of ES5; a `body` of three characters or fewer is dropped silently. */
  export interface CwiseBody {
    readonly body: string
    readonly args: readonly CwiseArgument[]
    readonly thisVars: readonly string[]
    readonly localVars: readonly string[]
  }

  export interface CwiseKernel {
    readonly args: readonly ('array' | 'scalar' | 'index' | 'shape')[]
    readonly pre: CwiseBody
    readonly body: CwiseBody
    readonly post: CwiseBody
    readonly funcName: string
    readonly blockSize: number
    readonly debug: boolean
  }

  /** Compiles a kernel with `new Function`; the loop is cached per dtype and memory order. */
  export default function compile(
    kernel: CwiseKernel,
  ): (...args: readonly (NdArray | number)[]) => unknown
}
