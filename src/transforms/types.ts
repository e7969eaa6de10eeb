import type { Tensor } from '../core/tensor.ts'
import type { MapTree } from '../core/tree.ts'

/** A tree of results or gradients: the same tree with tensors for leaves. */
export type Tensors<T> = MapTree<T, Tensor>

/** The argument, or the tuple of arguments, that `argnums` names, as trees of tensors. */
export type Selected<A extends readonly unknown[], N extends number | readonly number[]> =
  N extends readonly number[] ? { [K in keyof N]: Tensors<A[N[K] & number]> } : Tensors<A[N & number]>
