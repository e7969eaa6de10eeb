import type { Shape } from './aval.ts'
import type { Device } from './device.ts'
import type { Program } from './program.ts'
import type { Expr } from './scalar.ts'

/** Axes of a general dot product: pairs to contract and pairs to batch over. */
export interface DotDimensions {
  readonly contract: readonly [readonly number[], readonly number[]]
  readonly batch: readonly [readonly number[], readonly number[]]
}

/**
 * How the indices of a gather address its operand, as in XLA.
 *
 * The last axis of `indices` is the index vector. `offsetDims` are the output axes that run over a slice;
 * `collapsed` the operand axes of slice size 1 that the output drops; `startIndexMap[k]` the operand axis
 * that entry `k` of the index vector addresses; `operandBatch` and `indicesBatch` pair batch axes.
 * @see https://openxla.org/xla/operation_semantics#gather
 */
export interface GatherDimensions {
  readonly offsetDims: readonly number[]
  readonly collapsed: readonly number[]
  readonly startIndexMap: readonly number[]
  readonly operandBatch: readonly number[]
  readonly indicesBatch: readonly number[]
}

/** What happens to an index out of range: `clip` to the edge, or `fill` (gather) and `drop` (scatter). */
export type IndexMode = 'clip' | 'fill'

export type ReduceOp = 'sum' | 'prod' | 'max' | 'min' | 'and' | 'or'
export type CumulativeOp = 'sum' | 'prod' | 'max' | 'min' | 'logsumexp'
export type ScatterOp = 'set' | 'add' | 'mul' | 'min' | 'max'

/**
 * The work that backends know how to do, by kind. A primitive names one of these (or a scalar
 * expression) as its meaning; backends never see primitives. Sizes and dtypes come from the avals of
 * inputs and outputs.
 */
export type Kernel =
  /** One expression per output, elementwise over operands of equal shape or rank 0. */
  | { readonly kind: 'elementwise'; readonly outputs: readonly Expr[] }
  /** Operand axis `i` becomes output axis `dims[i]`; sizes of 1 may grow; other axes are new. */
  | { readonly kind: 'broadcast'; readonly shape: Shape; readonly dims: readonly number[] }
  | { readonly kind: 'reshape'; readonly shape: Shape }
  | { readonly kind: 'transpose'; readonly permutation: readonly number[] }
  | { readonly kind: 'reverse'; readonly axes: readonly number[] }
  | {
      readonly kind: 'slice'
      readonly start: Shape
      readonly limit: Shape
      readonly strides: Shape
    }
  /** Operands: array, padding value. `low` and `high` may be negative; `interior` goes between elements. */
  | {
      readonly kind: 'pad'
      readonly low: Shape
      readonly high: Shape
      readonly interior: Shape
    }
  | { readonly kind: 'concatenate'; readonly axis: number }
  | { readonly kind: 'iota'; readonly axis: number }
  | { readonly kind: 'dot'; readonly dims: DotDimensions }
  | { readonly kind: 'reduce'; readonly op: ReduceOp; readonly axes: readonly number[] }
  /** Index (int32) of the first extreme element; a NaN counts as extreme. */
  | { readonly kind: 'argReduce'; readonly op: 'max' | 'min'; readonly axis: number }
  | {
      readonly kind: 'cumulative'
      readonly op: CumulativeOp
      readonly axis: number
      readonly reverse: boolean
    }
  /** Operands: array, int32 indices. */
  | {
      readonly kind: 'gather'
      readonly dims: GatherDimensions
      readonly sliceSizes: Shape
      readonly mode: IndexMode
      readonly fillValue: number
    }
  /** Operands: array, int32 indices, updates. Updates out of range are dropped whatever their size. */
  | {
      readonly kind: 'scatter'
      readonly op: ScatterOp
      readonly dims: GatherDimensions
      readonly mode: IndexMode
    }
  /** Operands: array, one int32 start index per axis, clamped so that the slice fits. */
  | { readonly kind: 'dynamicSlice'; readonly sliceSizes: Shape }
  /** Operands: array, update, one int32 start index per axis, clamped so that the update fits. */
  | { readonly kind: 'dynamicUpdateSlice' }
  /** Sorts all operands along `axis` by the first `numKeys`, ascending, stably; NaN goes last. */
  | { readonly kind: 'sort'; readonly axis: number; readonly numKeys: number }
  /** Lower factor of symmetric positive definite matrices `[…,n,n]`; NaN where there is none. */
  | { readonly kind: 'cholesky' }
  /** Solves `a x = b` for triangular `a[…,n,n]`, `b[…,n,m]`. */
  | {
      readonly kind: 'triangularSolve'
      readonly lower: boolean
      readonly transposeA: boolean
      readonly unitDiagonal: boolean
    }
  /** `p a = l u` with partial pivoting: packed factors, and the row permutation as int32 `[…,n]`. */
  | { readonly kind: 'lu' }
  /**
   * Runs a program, which may take over the memory of the inputs at the positions `donated`; on `device`, wherever its
   * inputs are, if that is given.
   */
  | {
      readonly kind: 'call'
      readonly program: Program
      readonly donated?: readonly number[]
      readonly device?: Device
    }
  /** Operands: index (int32 scalar, clamped), then the operands of every branch. */
  | { readonly kind: 'cond'; readonly branches: readonly Program[] }
  /** Operands: `numConds` constants of the condition, `numBodies` of the body, then the carry. */
  | {
      readonly kind: 'while'
      readonly condition: Program
      readonly body: Program
      readonly numConds: number
      readonly numBodies: number
    }
  /** Operands: constants, carry, then arrays scanned along axis 0. Outputs: carry, then stacked results. */
  | {
      readonly kind: 'scan'
      readonly body: Program
      readonly numConsts: number
      readonly numCarry: number
      readonly length: number
      readonly reverse: boolean
    }
