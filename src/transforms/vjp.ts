import { type Aval, makeAval, sameShape, showAval } from '../core/aval.ts'
import { checked, counted, signature } from '../core/checked.ts'
import { isFloat } from '../core/dtype.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import { checkFunction, refuseOptions } from '../core/options.ts'
import type { Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { assertSameStructure } from '../core/tree.ts'
import { leafPaths, showPath, type TreeDef, unflatten } from '../core/tree-def.ts'
import { linearizeFlat } from '../interpreters/linearize.ts'
import { stageProgram } from '../interpreters/stage.ts'
import { backward, backwardLinear } from '../interpreters/transpose.ts'
import { convertElementType } from '../primitives/arithmetic.ts'
import { full, zerosLike } from '../primitives/structural.ts'
import { argumentLabel, flattenFunction, tensorLeaves } from './flat.ts'
import type { Tensors } from './types.ts'

/** Cotangents of every argument, in a list. */
type Cotangents<A extends readonly unknown[]> = { [K in keyof A]: Tensors<A[K]> }

/** The cotangents, checked and in the dtypes of the results, which weakly typed ones take. */
const requireCotangents = (
  op: string,
  outputs: readonly Aval[],
  outDef: TreeDef,
  ct: unknown,
): readonly Tensor[] => {
  const [cts, def] = tensorLeaves(ct, op, 'the cotangent')
  assertSameStructure(outDef, def, op, 'a cotangent')
  return outputs.map((y, i) => {
    const given = cts[i] as Tensor
    const told = (): string =>
      `expected a cotangent ${showAval(y)}, got ${showAval(given)} at ` +
      showPath(leafPaths(outDef)[i] ?? [], 'the cotangent')
    if (!sameShape(y.shape, given.shape))
      throw new ShapeError(op, `${told()}; it needs the shape of the result`)
    if (isFloat(y.dtype) && given.dtype !== y.dtype && !given.weakType)
      throw new DtypeError(op, `${told()}; use astype`)
    return isFloat(y.dtype) && given.dtype !== y.dtype ? convertElementType(given, y.dtype) : given
  })
}

/** Cotangents of all leaves from those that a backward pass found: zeros where there are none. */
const fill = (avals: readonly Aval[], found: readonly (Tensor | null)[]): readonly Tensor[] => {
  let next = 0
  return avals.map((x) =>
    isFloat(x.dtype) ? (found[next++] ?? zerosLike(x)) : full(x.shape, 0, 'float32'),
  )
}

const pullback = /*@__PURE__*/ signature('vjp(cotangent)')
const transposed = /*@__PURE__*/ signature('linearTranspose(cotangent)')

/**
 * Reverse mode: the value of `f` and a function from a cotangent of the value to the list of cotangents
 * of the arguments, which may be called any number of times.
 *
 * Shapes: the cotangent has the structure, shapes and dtypes of the value; the results those of the
 * arguments.
 *
 * @throws TreeError, ShapeError or DtypeError for a cotangent that does not fit the value
 * @example
 * const [y, back] = vjp((x: Tensor, w: Tensor) => x.mul(w), np.array(3), np.array(2))
 * back(np.array(1)) // => [2, 3]
 */
export const vjp = /*@__PURE__*/ checked(
  'vjp(f, ...primals)',
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    ...primals: A
  ): readonly [Tensors<R>, (ct: unknown) => Cotangents<A>] => {
    checkFunction('vjp', f)
    refuseOptions('vjp', primals, ['hasAux', 'reduceAxes'], 'for auxiliary results use grad or jvp')
    const [xs, def] = tensorLeaves(primals, 'vjp', 'primals')
    const { flat, outDef } = flattenFunction(f as (...args: never[]) => unknown, def, 'vjp')
    const nonzero = xs.map((x) => isFloat(x.dtype))
    const { outputs, linear, outNonzero } = linearizeFlat(
      flat,
      xs,
      nonzero,
      'vjp',
      argumentLabel(def, f),
    )
    const back = (ct: unknown): Cotangents<A> => {
      const cts = requireCotangents('vjp', outputs, outDef(), ct).filter((_, i) => outNonzero[i])
      const found = backwardLinear(linear, [], cts)
      return unflatten(def, fill(xs, found)) as Cotangents<A>
    }
    return [unflatten(outDef(), outputs) as Tensors<R>, counted(pullback, back)]
  },
)

/**
 * The transpose of a linear function. `primals` only give structure, shapes and dtypes.
 *
 * @returns a function from a cotangent of the result to the list of cotangents of the arguments
 * @throws MissingRuleError if `f` is not linear
 * @example
 * const sumT = linearTranspose((x: Tensor) => x.sum(), np.zeros([3]))
 * sumT(np.array(2)) // => [[2, 2, 2]]
 */
export const linearTranspose = /*@__PURE__*/ keeping(
  'linearTranspose(f, ...primals)(ct)',
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    ...primals: A
  ): ((ct: unknown) => Cotangents<A>) => {
    checkFunction('linearTranspose', f)
    const [xs, def] = tensorLeaves(primals, 'linearTranspose', 'primals')
    const { flat, outDef } = flattenFunction(
      f as (...args: never[]) => unknown,
      def,
      'linearTranspose',
    )
    const program: Program = stageProgram(
      flat,
      xs.map((x) => makeAval(x.shape, x.dtype)),
    )
    return counted(transposed, (ct: unknown) => {
      const cts = requireCotangents(
        'linearTranspose',
        program.outputs.map((a) => a.aval),
        outDef(),
        ct,
      )
      const found = backward(
        program,
        xs.map(() => null),
        cts,
      )
      return unflatten(
        def,
        found.map((x, i) => x ?? zerosLike(xs[i] as Tensor)),
      ) as Cotangents<A>
    })
  },
)
