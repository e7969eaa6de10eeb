import type { Shape } from '../core/aval.ts'
import type { DType } from '../core/dtype.ts'
import type { ReduceOp } from '../core/kernel.ts'
import type { Expr } from '../core/scalar.ts'

/** Memory for `size` elements of one dtype; its identity is its name. */
export interface Buffer {
  readonly dtype: DType
  readonly size: number
}

/** Elements of a buffer along some axes: the first one's position and, for each axis, the step, in elements. */
export interface View {
  readonly buffer: Buffer
  readonly offset: number
  readonly strides: readonly number[]
}

/** What an argument of a kernel's expressions reads: an array, or the index along an axis (int32). */
export type Operand = View | { readonly axis: number }

/** A value that a kernel computes at each of its points, and where it goes. */
export interface Result {
  readonly value: Expr
  /** Steps are 0 along the axes that are reduced. */
  readonly view: View
  /** How values along the reduced axes are combined; absent where each is stored. */
  readonly reduce?: ReduceOp
}

/**
 * A nest of loops that evaluates expressions at each point and stores or reduces them. Argument `i` of the expressions is
 * operand `i`.
 *
 * Axes are ordered from the outermost: kept ones, then reduced ones, then, if the last axis is kept, that
 * one. The last axis is the one to vectorize. Neighbouring axes that could be one are one.
 */
export interface Loop {
  readonly kind: 'loop'
  readonly shape: Shape
  /** For each axis, whether results with `reduce` combine the values along it. */
  readonly reduced: readonly boolean[]
  readonly operands: readonly Operand[]
  readonly results: readonly Result[]
}

/**
 * Batched matrix products, `p[b,i,j] = Σₖ lhs[b,i,k] rhs[b,k,j]`, and expressions of them that are
 * stored. Argument 0 of the expressions is the product, argument `i + 1` operand `i`. `j` is the axis to
 * vectorize.
 */
export interface Contraction {
  readonly kind: 'contraction'
  readonly dtype: DType
  readonly batch: Shape
  readonly m: number
  readonly n: number
  readonly k: number
  /** Axes: those of the batch, `m`, `k`. */
  readonly lhs: View
  /** Axes: those of the batch, `k`, `n`. */
  readonly rhs: View
  /** Axes: those of the batch, `m`, `n`. */
  readonly operands: readonly View[]
  /** Axes: those of the batch, `m`, `n`. */
  readonly results: readonly Result[]
}
