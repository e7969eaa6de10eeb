import type { Shape } from '../../core/aval.ts'
import type { TensorLike } from '../../core/convert.ts'
import type { DType } from '../../core/dtype.ts'
import type { Tensor } from '../../core/tensor.ts'

/** A way to draw initial parameters of a shape; float32 unless a dtype is given. */
export type Initializer = (key: TensorLike, shape: Shape, dtype?: DType) => Tensor

/** The dtype of an initializer that is called without one. */
export interface InitializerOptions {
  /** Default float32. */
  readonly dtype?: DType
}
