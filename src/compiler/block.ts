import type { Shape } from '../core/aval.ts'
import type { DataArray } from '../core/dtype.ts'
import type { DenseKernel } from '../core/kernel-kinds.ts'
import type { Buffer, Contraction, Loop } from './kernels.ts'

/** All of a buffer, in row-major order. */
export interface DenseArray {
  readonly buffer: Buffer
  readonly shape: Shape
}

/** Any other kernel, over dense arrays. */
export interface DataStep {
  readonly kind: 'data'
  readonly kernel: DenseKernel
  readonly inputs: readonly DenseArray[]
  readonly outputs: readonly DenseArray[]
}

/** One of several blocks, by an int32 index that is clamped. */
export interface CondStep {
  readonly kind: 'cond'
  readonly index: Buffer
  readonly branches: readonly (readonly Step[])[]
}

/** A block for as long as another one leaves `test`, a boolean, set. */
export interface WhileStep {
  readonly kind: 'while'
  readonly condition: readonly Step[]
  readonly test: Buffer
  readonly body: readonly Step[]
}

/** A row of an array along its first axis: `row` is dense, and row `i` starts `offset + i * stride` elements in. */
export interface Row {
  readonly row: Buffer
  readonly stack: Buffer
  readonly offset: number
  readonly stride: number
}

/** A block for each row: reads rows of some arrays before it runs and writes rows of others afterwards. */
export interface ScanStep {
  readonly kind: 'scan'
  readonly length: number
  readonly reverse: boolean
  readonly reads: readonly Row[]
  readonly writes: readonly Row[]
  readonly body: readonly Step[]
}

/** Steps that run wherever they are called. What they read is copied to the inputs before, and results from the outputs. */
export interface Routine {
  readonly inputs: readonly DenseArray[]
  readonly outputs: readonly DenseArray[]
  readonly steps: readonly Step[]
}

/** The steps of a routine. */
export interface CallStep {
  readonly kind: 'call'
  readonly routine: Routine
}

/** A step without control flow. */
export type KernelStep = Loop | Contraction | DataStep

export type Step = KernelStep | CondStep | WhileStep | ScanStep | CallStep

/** A program as kernels over buffers. */
export interface Lowered {
  readonly inputs: readonly Buffer[]
  /** Buffers that hold these elements from the start, and are never written. */
  readonly literals: ReadonlyMap<Buffer, DataArray>
  readonly steps: readonly Step[]
  readonly outputs: readonly DenseArray[]
}
