import { type Aval, range, sizeOf } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { keeping } from '../core/keeping.ts'
import type { Tensor } from '../core/tensor.ts'
import { callFunction } from '../core/thrown.ts'
import type { Flat } from '../core/trace.ts'
import type { MapTree } from '../core/tree.ts'
import { type TreeDef, unflatten } from '../core/tree-def.ts'
import { batchFlat } from '../interpreters/batch.ts'
import { jvpFlat } from '../interpreters/jvp.ts'
import { linearizeFlat } from '../interpreters/linearize.ts'
import { backwardLinear } from '../interpreters/transpose.ts'
import { add, convertElementType, eq } from '../primitives/arithmetic.ts'
import { iota, sliceInDim } from '../primitives/slicing.ts'
import { batchToFront, moveAxis, reshape, zerosLike } from '../primitives/structural.ts'
import { type AuxResults, splitAux } from './aux.ts'
import {
  type Argnums,
  checkDifferentiation,
  type DifferentiatedArguments,
  differentiatedArguments,
  requireFloating,
  requirePair,
} from './differentiable.ts'
import { nameOf, tensorLeaves } from './flat.ts'
import type { Selected, Tensors } from './types.ts'

export interface JacobianOptions<N extends Argnums = 0, Aux extends boolean = false> {
  /** Position of the argument to differentiate (negative from the end), or a list of them. Default 0. */
  readonly argnums?: N
  /** Whether `f` returns `[value, aux]`, of which only `value` is differentiated. */
  readonly hasAux?: Aux
}

const jacobianOptions = ['argnums', 'hasAux'] as const

/** The tree of the result, with a tree of the arguments at every leaf. */
export type Jacobian<A extends readonly unknown[], R, N extends Argnums> = MapTree<
  R,
  Selected<A, N>
>

type JacobianResult<
  A extends readonly unknown[],
  R,
  N extends Argnums,
  Aux extends boolean,
> = Aux extends true
  ? R extends readonly [infer Y, infer X]
    ? readonly [Jacobian<A, Y, N>, Tensors<X>]
    : never
  : Jacobian<A, R, N>

/** An identity matrix cut into blocks shaped like the leaves: a basis vector of the whole tree per row. */
const basis = (leaves: readonly Tensor[]): readonly Tensor[] => {
  const total = leaves.reduce((sum, leaf) => sum + leaf.size, 0)
  let start = 0
  return leaves.map(({ size, dtype, shape }) => {
    const rows = iota('int32', [total, size], 0)
    const columns = add(iota('int32', [total, size], 1), scalar(start, 'int32'))
    start += size
    return reshape(convertElementType(eq(rows, columns), dtype), [total, ...shape])
  })
}

/** Cuts axis `axis`, which runs over a basis of `leaves`, into blocks. */
const blocks = (x: Tensor, leaves: readonly Aval[], axis: number): readonly Tensor[] => {
  let start = 0
  return leaves.map(({ shape }) => {
    const from = start
    start += sizeOf(shape)
    const part = sliceInDim(x, from, start, axis)
    return reshape(part, [...x.shape.slice(0, axis), ...shape, ...x.shape.slice(axis + 1)])
  })
}

interface Prepared {
  readonly selected: DifferentiatedArguments
  readonly flat: Flat
  readonly finish: (outputs: readonly Tensor[], jacobian: (out: number) => unknown) => unknown
  readonly numOutputs: () => number
}

/** What both modes share: the function of the differentiated leaves, and building the tree of trees. */
const prepare = <A extends readonly unknown[], N extends Argnums>(
  op: string,
  f: (...args: A) => unknown,
  args: A,
  { argnums, hasAux }: JacobianOptions<N, boolean>,
): Prepared => {
  const selected = differentiatedArguments(op, f, args, argnums ?? 0)
  requireFloating(op, selected, 'differentiate another argument (argnums)')
  let aux: AuxResults | undefined
  let outDef: TreeDef | undefined
  let numOutputs = 0
  return {
    selected,
    flat: (leaves) => {
      const result = callFunction(f, ...(selected.rebuild(leaves) as unknown as A))
      const [value, rest] = hasAux === true ? requirePair(op, f, result) : [result, undefined]
      const [outputs, def] = tensorLeaves(value, op, `the result of ${nameOf(f)}`)
      outDef = def
      numOutputs = outputs.length
      if (hasAux === true) aux = splitAux(rest)
      return [...outputs, ...(aux?.tensors ?? [])]
    },
    finish: (outputs, jacobian) => {
      const tree = unflatten(outDef as TreeDef, range(numOutputs).map(jacobian))
      return aux === undefined ? tree : [tree, aux.restore(outputs.slice(numOutputs))]
    },
    numOutputs: () => numOutputs,
  }
}

/**
 * The Jacobian by reverse mode: one backward pass per element of the result, batched. Best where the
 * result has fewer elements than the argument.
 *
 * Shapes: the tree of the result with, at every leaf of shape `s`, the tree of the argument with leaves
 * of shape `[...s, ...t]`. With `hasAux` the result is `[jacobian, aux]`.
 *
 * @throws DtypeError for an integer argument
 * @example
 * jacrev((x: Tensor) => x.mul(x))(np.array([1, 2])).toArray() // => [[2, 0], [0, 4]]
 */
export const jacrev = /*@__PURE__*/ keeping(
  'jacrev(f, options?)',
  <A extends readonly unknown[], R, const N extends Argnums = 0, Aux extends boolean = false>(
    f: (...args: A) => R,
    options: JacobianOptions<N, Aux> = {},
  ): ((...args: A) => JacobianResult<A, R, N, Aux>) => {
    checkDifferentiation('jacrev', f, options, jacobianOptions)
    return (...args) => {
      const { selected, flat, finish, numOutputs } = prepare('jacrev', f, args, options)
      const { leaves } = selected
      const { outputs, linear, outNonzero } = linearizeFlat(
        flat,
        leaves,
        leaves.map(() => true),
        'jacrev',
        selected.label,
      )
      const values = outputs.slice(0, numOutputs())
      const rows = basis(values)
      const total = rows[0]?.shape[0] ?? 0
      const [found, dims] = batchFlat(
        (cts) => {
          const used = outNonzero.flatMap((is, i) => (is ? [cts[i] ?? null] : []))
          const results = backwardLinear(linear, [], used)
          return results.map((ct, i) => ct ?? zerosLike(leaves[i] as Tensor))
        },
        total,
        undefined,
        rows,
        rows.map(() => 0),
      )
      const columns = found.map((ct, i) =>
        blocks(batchToFront(ct, dims[i] ?? null, total), values, 0),
      )
      return finish(outputs, (out) =>
        selected.select(columns.map((column) => column[out])),
      ) as JacobianResult<A, R, N, Aux>
    }
  },
)

/**
 * The Jacobian by forward mode: one forward pass per element of the argument, batched. Best where the
 * argument has fewer elements than the result.
 *
 * Shapes: as for `jacrev`.
 *
 * @throws DtypeError for an integer argument
 * @example
 * jacfwd((x: Tensor) => x.mul(x))(np.array([1, 2])).toArray() // => [[2, 0], [0, 4]]
 */
export const jacfwd = /*@__PURE__*/ keeping(
  'jacfwd(f, options?)',
  <A extends readonly unknown[], R, const N extends Argnums = 0, Aux extends boolean = false>(
    f: (...args: A) => R,
    options: JacobianOptions<N, Aux> = {},
  ): ((...args: A) => JacobianResult<A, R, N, Aux>) => {
    checkDifferentiation('jacfwd', f, options, jacobianOptions)
    return (...args) => {
      const { selected, flat, finish, numOutputs } = prepare('jacfwd', f, args, options)
      const { leaves } = selected
      const columns = basis(leaves)
      const total = columns[0]?.shape[0] ?? 0
      let outputs: readonly Tensor[] = []
      const [found, dims] = batchFlat(
        (tangents) => {
          const [values, outTangents] = jvpFlat(flat, leaves, tangents, 'jacfwd', selected.label)
          outputs = values
          return values.slice(0, numOutputs()).map((y, i) => outTangents[i] ?? zerosLike(y))
        },
        total,
        undefined,
        columns,
        columns.map(() => 0),
      )
      return finish(outputs, (out) => {
        const front = batchToFront(found[out] as Tensor, dims[out] ?? null, total)
        const last = front.ndim - 1
        return selected.select(blocks(moveAxis(front, 0, last), leaves, last))
      }) as JacobianResult<A, R, N, Aux>
    }
  },
)

/**
 * Second derivatives, forward over reverse.
 *
 * Shapes: for `f: T → f[]` the tree of the argument twice, leaves `[...s, ...t]`.
 *
 * @example
 * hessian((x: Tensor) => x.mul(x).sum())(np.array([1, 2])).toArray() // => [[2, 0], [0, 2]]
 */
export const hessian = /*@__PURE__*/ keeping(
  'hessian(f, options?)',
  <A extends readonly unknown[], R, const N extends Argnums = 0>(
    f: (...args: A) => R,
    options: { readonly argnums?: N } = {},
  ): ((...args: A) => Jacobian<A, Jacobian<A, R, N>, N>) => {
    checkDifferentiation('hessian', f, options, ['argnums'])
    return jacfwd<A, Jacobian<A, R, N>, N, false>(jacrev<A, R, N, false>(f, options), options)
  },
)
