import { keeping } from '../core/keeping.ts'
import type { Argnums } from '../transforms/differentiable.ts'
import {
  type GradOptions,
  grad as gradOf,
  valueAndGrad as valueAndGradOf,
} from '../transforms/grad.ts'
import {
  hessian as hessianOf,
  type JacobianOptions,
  jacfwd as jacfwdOf,
  jacrev as jacrevOf,
} from '../transforms/jacobian.ts'
import { type JitOptions, type Jitted, jit as jitOf } from '../transforms/jit.ts'
import { jvp as jvpOf } from '../transforms/jvp.ts'
import { type ScanOptions, scan as scanOf } from '../transforms/scan.ts'
import type { TensorLikes, Tensors } from '../transforms/types.ts'
import { vjp as vjpOf } from '../transforms/vjp.ts'
import { type VmapOptions, vmap as vmapOf } from '../transforms/vmap.ts'

type Args = readonly unknown[]

/**
 * Data-last `grad`.
 *
 * @example
 * const product = (x: Tensor, y: Tensor) => x.mul(y)
 * const both = F.pipe(product, fp.grad({ argnums: [0, 1] }), fp.jit())
 * both(np.array(2), np.array(3)) // => [3, 2]
 */
export const grad = /*@__PURE__*/ keeping(
  'grad(options?)(f)',
  <const N extends Argnums = 0, Aux extends boolean = false>(options: GradOptions<N, Aux> = {}) =>
    <A extends Args, R>(f: (...args: A) => R): ReturnType<typeof gradOf<A, R, N, Aux>> =>
      gradOf<A, R, N, Aux>(f, options),
)

/** Data-last `valueAndGrad`. */
export const valueAndGrad = /*@__PURE__*/ keeping(
  'valueAndGrad(options?)(f)',
  <const N extends Argnums = 0, Aux extends boolean = false>(options: GradOptions<N, Aux> = {}) =>
    <A extends Args, R>(f: (...args: A) => R): ReturnType<typeof valueAndGradOf<A, R, N, Aux>> =>
      valueAndGradOf<A, R, N, Aux>(f, options),
)

/** Data-last `jacrev`. */
export const jacrev = /*@__PURE__*/ keeping(
  'jacrev(options?)(f)',
  <const N extends Argnums = 0, Aux extends boolean = false>(
    options: JacobianOptions<N, Aux> = {},
  ) =>
    <A extends Args, R>(f: (...args: A) => R): ReturnType<typeof jacrevOf<A, R, N, Aux>> =>
      jacrevOf<A, R, N, Aux>(f, options),
)

/** Data-last `jacfwd`. */
export const jacfwd = /*@__PURE__*/ keeping(
  'jacfwd(options?)(f)',
  <const N extends Argnums = 0, Aux extends boolean = false>(
    options: JacobianOptions<N, Aux> = {},
  ) =>
    <A extends Args, R>(f: (...args: A) => R): ReturnType<typeof jacfwdOf<A, R, N, Aux>> =>
      jacfwdOf<A, R, N, Aux>(f, options),
)

/** Data-last `hessian`. */
export const hessian = /*@__PURE__*/ keeping(
  'hessian(options?)(f)',
  <const N extends Argnums = 0>(options: { readonly argnums?: N } = {}) =>
    <A extends Args, R>(f: (...args: A) => R): ReturnType<typeof hessianOf<A, R, N>> =>
      hessianOf<A, R, N>(f, options),
)

/**
 * Data-last `vmap`.
 *
 * @example
 * const scale = (a: Tensor, x: Tensor) => a.mul(x)
 * const all = F.pipe(scale, fp.vmap({ inAxes: [null, 0] }))
 * all(np.array(2), np.array([1, 2, 3])) // => [2, 4, 6]
 */
export const vmap = /*@__PURE__*/ keeping(
  'vmap(options?)(f)',
  (options: VmapOptions = {}) =>
    <A extends Args, R>(f: (...args: A) => R): ((...args: A) => Tensors<R>) =>
      vmapOf(f, options),
)

/** Data-last `jit`. */
export const jit = /*@__PURE__*/ keeping(
  'jit(options?)(f)',
  (options: JitOptions = {}) =>
    <A extends Args, R>(f: (...args: A) => R): Jitted<A, Tensors<R>> =>
      jitOf(f, options),
)

/** Data-last `jvp`: the value and the derivative of a function at `primals` along `tangents`. */
export const jvp = /*@__PURE__*/ keeping(
  'jvp(primals, tangents)(f)',
  <A extends Args>(primals: A, tangents: { readonly [K in keyof A]: unknown }) =>
    <R>(f: (...args: A) => R): readonly [Tensors<R>, Tensors<R>] =>
      jvpOf(f, primals, tangents),
)

/** Data-last `vjp`: the value of a function at `primals`, and its pullback. */
export const vjp = /*@__PURE__*/ keeping(
  'vjp(...primals)(f)',
  <A extends Args>(...primals: A) =>
    <R>(f: (...args: A) => R): ReturnType<typeof vjpOf<A, R>> =>
      vjpOf<A, R>(f, ...primals),
)

/**
 * Data-last `lax.scan`, in what is scanned over.
 *
 * @example
 * const sums = fp.scan((sum: Tensor, x: Tensor) => [sum.add(x), sum.add(x)], np.array(0))
 * F.pipe(np.array([1, 2, 3]), sums)[1] // => [1, 3, 6]
 */
export const scan = /*@__PURE__*/ keeping(
  'scan(f, init, options?)(xs)',
  <C, X, Y>(
    f: (carry: Tensors<C>, x: X) => readonly [TensorLikes<C>, Y],
    init: C,
    options: ScanOptions = {},
  ) =>
    (xs: X): readonly [Tensors<C>, Tensors<Y>] =>
      scanOf(f, init, xs, options),
)
