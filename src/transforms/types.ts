import type { TensorLike } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import type { MapTree } from '../core/tree.ts'

/** A tree of what functions take for tensors, of the structure of another. */
export type TensorLikes<T> = MapTree<T, TensorLike>

/** A tree of results or gradients: the same tree with tensors for leaves. */
export type Tensors<T> = MapTree<T, Tensor>

/** The element at `M` from the end, of which 1 is the last. */
type FromEnd<
  A extends readonly unknown[],
  M extends number,
  Seen extends readonly 0[] = [0],
> = A extends readonly [...infer Rest, infer Last]
  ? Seen['length'] extends M
    ? Last
    : FromEnd<Rest, M, [...Seen, 0]>
  : unknown

/** The element at position `N`, which counts from the end where it is negative. */
type At<
  A extends readonly unknown[],
  N extends number,
> = `${N}` extends `-${infer M extends number}` ? FromEnd<A, M> : A[N]

/** The argument, or the tuple of arguments, that `argnums` names, as trees of tensors. */
export type Selected<
  A extends readonly unknown[],
  N extends number | readonly number[],
> = N extends readonly number[]
  ? { [K in keyof N]: Tensors<At<A, N[K] & number>> }
  : Tensors<At<A, N & number>>
