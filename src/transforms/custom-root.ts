import { shareConstants } from '../control/constants.ts'
import { avalOf } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { isFloat } from '../core/dtype.ts'
import { ArgumentError } from '../core/errors.ts'
import { checkFunction, checkOptions } from '../core/options.ts'
import type { Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { currentTrace, type FlatJvp } from '../core/trace.ts'
import { assertSameStructure } from '../core/tree.ts'
import { type TreeDef, unflatten } from '../core/tree-def.ts'
import { evaluate } from '../interpreters/evaluate.ts'
import { jvpFlat } from '../interpreters/jvp.ts'
import { neg } from '../primitives/arithmetic.ts'
import { zerosLike } from '../primitives/structural.ts'
import type { LinearMap } from './custom-linear-solve.ts'
import { nameOf, tensorLeaves } from './flat.ts'
import { linearize } from './jvp.ts'
import { traceFunction } from './traced.ts'
import type { Tensors } from './types.ts'

export interface RootOptions {
  /** Whether `solve` returns `[x, aux]`; then so does `customRoot`. No derivative flows through `aux`. */
  readonly hasAux?: boolean
}

interface RootPrograms {
  /** From the constants and `x` to `f(x)`. */
  readonly residual: Program
  /** From the constants and the guess to the root, then auxiliary results. */
  readonly solve: Program
  /** From the constants, `x` and `y` to the solution `v` of `f'(x) v = y`. */
  readonly tangent: Program
  readonly numConsts: number
  readonly numRoots: number
}

/** `f(x(c), c) = 0` gives `∂f/∂x dx = −∂f/∂c dc`; the guess has no influence. */
const rootRule = (programs: RootPrograms): FlatJvp => {
  const { residual, solve, tangent, numConsts, numRoots } = programs
  const rule: FlatJvp = {
    fun: (inputs) => evaluate(solve, inputs),
    jvp: (primals, tangents) => {
      const constants = primals.slice(0, numConsts)
      const solution = currentTrace().customJvp(rule, primals)
      const x = solution.slice(0, numRoots)
      const moving = tangents
        .slice(0, numConsts)
        .map((t, i) => (isFloat((constants[i] as Tensor).dtype) ? t : null))
      const [values, rhs] = jvpFlat((cs) => evaluate(residual, [...cs, ...x]), constants, moving)
      const y = rhs.map((r, i) => r ?? zerosLike(values[i] as Tensor))
      const dx = evaluate(tangent, [...constants, ...x, ...y]).map(neg)
      return [solution, [...dx, ...solution.slice(numRoots).map(() => null)]]
    },
  }
  return rule
}

/**
 * A root of `f` found by any solver, differentiated by the implicit function theorem in all that `f`
 * closes over. The solver is not differentiated; the guess has no derivative.
 *
 * Shapes: `f: T → T`; `solve: (f, T) → T` from a guess; `tangentSolve: (g, T) → T` solves `g(v) = y` for
 * the linear `g`. For reverse mode it must be transposable, as division and `customLinearSolve` are.
 *
 * @throws TreeError if `f` or `solve` changes the structure
 * @example
 * const sqrt = (a: Tensor) => customRoot(
 *   (x: Tensor) => x.mul(x).sub(a),
 *   np.array(1),
 *   (f, x) => lax.foriLoop(0, 20, (_, x: Tensor) => x.sub(f(x).div(x.mul(2))), x),
 *   (g, y) => y.div(g(np.array(1))),
 * )
 * grad(sqrt)(np.array(4)).item() // => 0.25
 * @see Blondel et al., Efficient and modular implicit differentiation, NeurIPS 2022, §2.1
 */
export const customRoot = /*@__PURE__*/ checked(
  'customRoot(f, initialGuess, solve, tangentSolve, options?)',
  <T>(
    f: LinearMap<T>,
    initialGuess: T,
    solve: (f: LinearMap<T>, initialGuess: Tensors<T>) => unknown,
    tangentSolve: (g: LinearMap<T>, y: Tensors<T>) => unknown,
    options: RootOptions = {},
  ): Tensors<T> => {
    const op = 'customRoot'
    checkFunction(op, f)
    checkFunction(op, solve, 'solve')
    checkFunction(op, tangentSolve, 'tangentSolve')
    checkOptions(op, options, ['hasAux'])
    const [guess, def] = tensorLeaves(initialGuess, op, 'initialGuess')
    const avals = guess.map(avalOf)
    const one: TreeDef = { kind: 'array', children: [def] }
    const two: TreeDef = { kind: 'array', children: [def, def] }
    const residual = traceFunction(f as (...args: never[]) => unknown, one, avals, op)
    assertSameStructure(def, residual.outDef, op, `the result of ${nameOf(f)}`)
    const solver = traceFunction((x: Tensors<T>) => solve(f, x), one, avals, op)
    const rootDef = rootStructure(solver.outDef, options.hasAux === true)
    assertSameStructure(def, rootDef, op, 'the result of solve')
    const tangent = traceFunction(
      (x: Tensors<T>, y: Tensors<T>) => {
        const [, g] = linearize(f as (x: Tensors<T>) => Tensors<T>, x)
        return tangentSolve((v) => g(v) as Tensors<T>, y)
      },
      two,
      [...avals, ...avals],
      op,
    )
    assertSameStructure(def, tangent.outDef, op, 'the result of tangentSolve')
    const { programs, constants } = shareConstants([residual, solver, tangent])
    const rule = rootRule({
      residual: programs[0] as Program,
      solve: programs[1] as Program,
      tangent: programs[2] as Program,
      numConsts: constants.length,
      numRoots: guess.length,
    })
    const results = currentTrace().customJvp(rule, [...constants, ...guess])
    return unflatten(solver.outDef, results) as Tensors<T>
  },
)

const rootStructure = (outDef: TreeDef, hasAux: boolean): TreeDef => {
  if (!hasAux) return outDef
  const [root] = outDef.kind === 'array' ? outDef.children : []
  if (outDef.kind !== 'array' || outDef.children.length !== 2 || root === undefined)
    throw new ArgumentError(
      'customRoot',
      'expected solve to return a two-element array [x, aux] with hasAux, got another structure',
    )
  return root
}
