import { isFloat } from '../core/dtype.ts'
import { keeping } from '../core/keeping.ts'
import type { Tensor } from '../core/tensor.ts'
import { callFunction } from '../core/thrown.ts'
import { linearizeFlat } from '../interpreters/linearize.ts'
import { backwardLinear } from '../interpreters/transpose.ts'
import { full, zerosLike } from '../primitives/structural.ts'
import { type AuxResults, splitAux } from './aux.ts'
import {
  type Argnums,
  checkDifferentiation,
  differentiatedArguments,
  requireFloating,
  requirePair,
  requireScalar,
} from './differentiable.ts'
import type { Selected, Tensors } from './types.ts'

export interface GradOptions<N extends Argnums = 0, Aux extends boolean = false> {
  /** Position of the argument to differentiate (negative from the end), or a list of them. Default 0. */
  readonly argnums?: N
  /** Whether `f` returns `[value, aux]`, of which only `value` is differentiated. */
  readonly hasAux?: Aux
  /** Whether integer and bool leaves are allowed; their gradients are float32 zeros. */
  readonly allowInt?: boolean
}

const gradOptions = ['argnums', 'hasAux', 'allowInt'] as const

type AuxOf<R> = R extends readonly [unknown, infer X] ? Tensors<X> : never
type ValueOf<R, Aux extends boolean> = Aux extends true ? readonly [Tensor, AuxOf<R>] : Tensor

/**
 * Value and gradient together, in one forward and one backward pass.
 *
 * Shapes: `f: (…A) → f[]`; the result is `[f[], T]`, with `T` the argument that `argnums` names, or the
 * list of them. With `hasAux` the value is `[f[], aux]`.
 *
 * @throws ShapeError if `f` does not return a scalar
 * @throws DtypeError for an integer leaf, with its path
 * @throws ArgumentError if `argnums` names no argument
 * @example
 * const [value, g] = valueAndGrad((x: Tensor) => x.mul(x).sum())(np.array([1, 2]))
 * value.item() // => 5
 * g.toArray() // => [2, 4]
 */
export const valueAndGrad = /*@__PURE__*/ keeping(
  'valueAndGrad(f, options?)',
  <A extends readonly unknown[], R, const N extends Argnums = 0, Aux extends boolean = false>(
    f: (...args: A) => R,
    options: GradOptions<N, Aux> = {},
  ): ((...args: A) => readonly [ValueOf<R, Aux>, Selected<A, N>]) => {
    checkDifferentiation('valueAndGrad', f, options, gradOptions)
    return (...args) => {
      const { value, aux, gradient } = reverse('valueAndGrad', f, args, options)
      // The types above say what `reverse` builds, which it can't since it is written for any tree.
      const result = aux === undefined ? value : [value, aux.tree]
      return [result, gradient] as unknown as readonly [ValueOf<R, Aux>, Selected<A, N>]
    }
  },
)

/**
 * The gradient of a scalar function. Composes with itself and with all other transforms.
 *
 * Shapes: `f: (…A) → f[]`, `grad(f): (…A) → T` with `T` the argument that `argnums` names, leaf by leaf
 * of the same shape and dtype, or the list of them. With `hasAux` the result is `[T, aux]`.
 *
 * @throws ShapeError if `f` does not return a scalar
 * @throws DtypeError for an integer leaf, with its path
 * @throws ArgumentError if `argnums` names no argument
 * @example
 * grad((p: { w: Tensor }) => p.w.mul(p.w).sum())({ w: np.array([1, 2]) }) // => { w: [2, 4] }
 * @example
 * const cube = (x: Tensor) => x.mul(x).mul(x)
 * grad(grad(cube))(np.array(2)).item() // => 12
 * @see Baydin et al., Automatic differentiation in machine learning: a survey, JMLR 2018, §3.2
 */
export const grad = /*@__PURE__*/ keeping(
  'grad(f, options?)',
  <A extends readonly unknown[], R, const N extends Argnums = 0, Aux extends boolean = false>(
    f: (...args: A) => R,
    options: GradOptions<N, Aux> = {},
  ): ((...args: A) => Aux extends true ? readonly [Selected<A, N>, AuxOf<R>] : Selected<A, N>) => {
    checkDifferentiation('grad', f, options, gradOptions)
    return (...args) => {
      const { aux, gradient } = reverse('grad', f, args, options)
      const result = aux === undefined ? gradient : [gradient, aux.tree]
      return result as Aux extends true ? readonly [Selected<A, N>, AuxOf<R>] : Selected<A, N>
    }
  },
)

interface Reversed {
  readonly value: Tensor
  readonly aux: { readonly tree: unknown } | undefined
  readonly gradient: unknown
}

const reverse = <A extends readonly unknown[], N extends Argnums, Aux extends boolean>(
  op: string,
  f: (...args: A) => unknown,
  args: A,
  { argnums, hasAux, allowInt }: GradOptions<N, Aux>,
): Reversed => {
  const selected = differentiatedArguments(op, f, args, argnums ?? 0)
  if (allowInt !== true)
    requireFloating(op, selected, 'differentiate another argument (argnums), or set allowInt')
  let aux: AuxResults | undefined
  const { outputs, linear, outNonzero } = linearizeFlat(
    (leaves) => {
      const result = callFunction(f, ...(selected.rebuild(leaves) as unknown as A))
      if (hasAux !== true) return [requireScalar(op, f, result)]
      const [value, rest] = requirePair(op, f, result)
      aux = splitAux(rest)
      return [requireScalar(op, f, value), ...aux.tensors]
    },
    selected.leaves,
    selected.leaves.map((leaf) => isFloat(leaf.dtype)),
    op,
    selected.label,
  )
  const value = outputs[0] as Tensor
  const gradients = outNonzero[0]
    ? backwardLinear(
        linear,
        [],
        linear.outputs.map((_, i) => (i === 0 ? full([], 1, value.dtype) : null)),
      )
    : []
  let next = 0
  const leaves = selected.leaves.map((leaf) =>
    isFloat(leaf.dtype) ? (gradients[next++] ?? zerosLike(leaf)) : full(leaf.shape, 0, 'float32'),
  )
  return {
    value,
    aux: aux === undefined ? undefined : { tree: aux.restore(outputs.slice(1)) },
    gradient: selected.select(leaves),
  }
}
