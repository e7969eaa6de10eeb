import { type Shape, sizeOf } from '../core/aval.ts'
import type { DataArray, DType } from '../core/dtype.ts'
import type { Program } from '../core/program.ts'
import type { DenseArray, Routine, Step } from './block.ts'
import type { Buffer } from './kernels.ts'
import { copyLoop } from './loops.ts'
import { type ArrayView, denseView, isWholeBuffer } from './views.ts'

/** Literals of a whole program, shared by its blocks. */
export type Literals = Map<Buffer, DataArray>

/** What the blocks of a whole program share: its literals, and the programs that are called. */
export interface Shared {
  readonly literals: Literals
  readonly routines: Map<Program, Routine>
}

/** What lowering a program into a block gives: its steps, and where its outputs are then. */
export interface Block {
  readonly steps: readonly Step[]
  readonly outputs: readonly ArrayView[]
}

/** Lowers a program whose inputs are arrays in memory. */
export type LowerBlock = (program: Program, inputs: readonly ArrayView[]) => Block

/** A fresh array in row-major order. */
export const makeArray = ({
  dtype,
  shape,
}: {
  readonly dtype: DType
  readonly shape: Shape
}): ArrayView => denseView({ dtype, size: sizeOf(shape) }, shape)

const isSame = (a: ArrayView, b: ArrayView): boolean =>
  a.buffer === b.buffer && a.offset === b.offset && String(a.strides) === String(b.strides)

/** Appends what copies the elements of one array to another of equal shape. */
export const copy = (from: ArrayView, to: ArrayView, steps: Step[]): void => {
  if (sizeOf(to.shape) > 0 && !isSame(from, to)) steps.push(copyLoop(from, to))
}

/** A copy in a buffer of its own. */
export const copied = (view: ArrayView, steps: Step[]): ArrayView => {
  const target = makeArray({ dtype: view.buffer.dtype, shape: view.shape })
  copy(view, target, steps)
  return target
}

/** A view's elements as all of a buffer in row-major order; a copy unless they are that already. */
export const compact = (view: ArrayView, steps: Step[]): DenseArray => {
  const { buffer, shape } = isWholeBuffer(view) ? view : copied(view, steps)
  return { buffer, shape }
}
