import { sameShape, showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { isFloat } from '../core/dtype.ts'
import { ArgumentError, DtypeError, ShapeError } from '../core/errors.ts'
import { checkFlag, checkFunction, checkOptions, refuseOptions } from '../core/options.ts'
import type { Tensor } from '../core/tensor.ts'
import { assertSameStructure } from '../core/tree.ts'
import { leafPath, showPath, type TreeDef, unflatten } from '../core/tree-def.ts'
import { evaluate } from '../interpreters/evaluate.ts'
import { jvpFlat } from '../interpreters/jvp.ts'
import { linearizeFlat } from '../interpreters/linearize.ts'
import { convertElementType } from '../primitives/arithmetic.ts'
import { zerosLike } from '../primitives/structural.ts'
import { type AuxResults, splitAux } from './aux.ts'
import { requirePair } from './differentiable.ts'
import { argumentLabel, flattenFunction, nameOf, tensorLeaves } from './flat.ts'
import type { Tensors } from './types.ts'

/** Tangents of a list of primals: the same trees. Integer leaves have none; give anything. */
type TangentsOf<A extends readonly unknown[]> = { readonly [K in keyof A]: unknown }

/** The tangents, checked and in the dtypes of the primals, which weakly typed ones take. */
const requireTangents = (
  op: string,
  primals: readonly Tensor[],
  tangents: readonly Tensor[],
  def: TreeDef,
): readonly Tensor[] =>
  primals.map((p, i) => {
    const t = tangents[i] as Tensor
    const pair = (): string =>
      `${showAval(p)} and ${showAval(t)} at ${showPath(leafPath(def, i), 'tangents')}`
    if (!sameShape(p.shape, t.shape))
      throw new ShapeError(op, `expected primal and tangent shapes to be equal, got ${pair()}`)
    if (isFloat(p.dtype) && p.dtype !== t.dtype && !t.weakType)
      throw new DtypeError(
        op,
        `expected primal and tangent dtypes to be equal, got ${pair()}; use astype`,
      )
    return isFloat(p.dtype) && p.dtype !== t.dtype ? convertElementType(t, p.dtype) : t
  })

export interface JvpOptions<Aux extends boolean = boolean> {
  /** Whether the function returns `[out, aux]`, of which only `out` is differentiated. Default false. */
  readonly hasAux?: Aux
}

/** `[out, tangentOut]`, or `[out, tangentOut, aux]`. */
export type JvpResult<R, Aux extends boolean> = Aux extends true
  ? R extends readonly [infer Out, infer Rest]
    ? readonly [Tensors<Out>, Tensors<Out>, Rest]
    : never
  : readonly [Tensors<R>, Tensors<R>]

const splitArguments = (
  op: string,
  primals: readonly unknown[],
  tangents: readonly unknown[],
): { primals: readonly Tensor[]; tangents: readonly Tensor[]; def: TreeDef } => {
  if (!Array.isArray(primals) || !Array.isArray(tangents))
    throw new ArgumentError(op, 'expected primals and tangents as lists with an entry per argument')
  const [primalLeaves, def] = tensorLeaves(primals, op, 'primals')
  const [tangentLeaves, tangentDef] = tensorLeaves(tangents, op, 'tangents')
  assertSameStructure(def, tangentDef, op, 'tangents')
  const converted = requireTangents(op, primalLeaves, tangentLeaves, def)
  return { primals: primalLeaves, tangents: converted, def }
}

/**
 * Forward mode: the value of `f` and its directional derivative along `tangents`, in one pass.
 *
 * Shapes: primals and tangents are lists with one tree per argument, equal in structure, shapes and
 * dtypes; the result is `[out, tangentOut]`, equal likewise.
 *
 * With `hasAux` the function returns `[out, aux]`, and the result is `[out, tangentOut, aux]`.
 *
 * @throws TreeError, ShapeError or DtypeError where primals and tangents differ
 * @throws ArgumentError for an unknown option
 * @example
 * const [y, dy] = jvp((x: Tensor) => x.mul(x), [np.array(3)], [np.array(1)])
 * dy.item() // => 6
 * @example
 * // A Hessian-vector product is forward over reverse: no Hessian, and about three gradients' work.
 * const hvp = (f: (x: Tensor) => Tensor, x: Tensor, v: Tensor) => jvp(grad(f), [x], [v])[1]
 * hvp((x: Tensor) => x.pow(3).sum(), np.array([1, 2]), np.array([1, 1])) // => [6, 12]
 */
export const jvp = /*@__PURE__*/ checked(
  'jvp(f, primals, tangents, options?)',
  <A extends readonly unknown[], R, Aux extends boolean = false>(
    f: (...args: A) => R,
    primals: A,
    tangents: TangentsOf<A>,
    options: JvpOptions<Aux> = {},
  ): JvpResult<R, Aux> => {
    checkFunction('jvp', f)
    checkOptions('jvp', options, ['hasAux'])
    checkFlag('jvp', 'hasAux', options.hasAux)
    let aux: AuxResults | undefined
    const withAux = (...args: A): readonly [unknown, readonly Tensor[]] => {
      const [value, rest] = requirePair('jvp', f, f(...args))
      aux = splitAux(rest)
      return [value, aux.tensors]
    }
    const { primals: xs, tangents: dxs, def } = splitArguments('jvp', primals, tangents)
    const { flat, outDef } = flattenFunction(
      (options.hasAux === true ? withAux : f) as (...args: never[]) => unknown,
      def,
      'jvp',
      nameOf(f),
    )
    const [outputs, outTangents] = jvpFlat(
      flat,
      xs,
      dxs.map((t, i) => (isFloat((xs[i] as Tensor).dtype) ? t : null)),
      'jvp',
      argumentLabel(def, f),
    )
    const full = outputs.map((y, i) => outTangents[i] ?? zerosLike(y))
    const [out, tangent] = [unflatten(outDef(), outputs), unflatten(outDef(), full)] as const
    if (aux === undefined) return [out, tangent] as unknown as JvpResult<R, Aux>
    const [value, tensors] = out as readonly [unknown, readonly Tensor[]]
    const [dvalue] = tangent as readonly [unknown]
    return [value, dvalue, aux.restore(tensors)] as unknown as JvpResult<R, Aux>
  },
)

/**
 * The value of `f` at `primals` and its derivative there as a function of tangents, which does not
 * compute `f` again.
 *
 * @returns `[out, fLinear]`; `fLinear(...tangents)` gives the tangent of `out`
 * @example
 * const [y, fLinear] = linearize((x: Tensor) => np.sin(x), np.array(0))
 * fLinear(np.array(2)).item() // => 2
 */
export const linearize = /*@__PURE__*/ checked(
  'linearize(f, ...primals)',
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    ...primals: A
  ): readonly [Tensors<R>, (...tangents: TangentsOf<A>) => Tensors<R>] => {
    checkFunction('linearize', f)
    refuseOptions('linearize', primals, ['hasAux'], 'for auxiliary results use grad or jvp')
    const [xs, def] = tensorLeaves(primals, 'linearize', 'primals')
    const { flat, outDef } = flattenFunction(f as (...args: never[]) => unknown, def, 'linearize')
    const nonzero = xs.map((x) => isFloat(x.dtype))
    const { outputs, linear, outNonzero } = linearizeFlat(
      flat,
      xs,
      nonzero,
      'linearize',
      argumentLabel(def, f),
    )
    const fLinear = (...tangents: TangentsOf<A>): Tensors<R> => {
      const [given, tangentDef] = tensorLeaves(tangents, 'linearize', 'tangents')
      assertSameStructure(def, tangentDef, 'linearize', 'tangents')
      const dxs = requireTangents('linearize', xs, given, def)
      const results = evaluate(
        linear,
        dxs.filter((_, i) => nonzero[i]),
      )
      let next = 0
      const full = outputs.map((y, i) => (outNonzero[i] ? results[next++] : zerosLike(y)))
      return unflatten(outDef(), full) as Tensors<R>
    }
    return [unflatten(outDef(), outputs) as Tensors<R>, fLinear]
  },
)
