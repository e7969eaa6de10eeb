import { shareConstants } from '../control/constants.ts'
import { linearSolveP } from '../control/linear-solve.ts'
import { avalOf, sameAval, showAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { ShapeError } from '../core/errors.ts'
import { checkFunction, checkOptions } from '../core/options.ts'
import type { ClosedProgram } from '../core/program.ts'
import { bind } from '../core/trace.ts'
import { assertSameStructure } from '../core/tree.ts'
import { flatten, type TreeDef, unflatten } from '../core/tree-def.ts'
import { evaluate } from '../interpreters/evaluate.ts'
import { transposeProgram } from '../interpreters/transpose.ts'
import { tensorLeaves } from './flat.ts'
import { type TracedFunction, traceFunction } from './traced.ts'
import type { Tensors } from './types.ts'

/** A linear map from trees shaped like `b` to such trees. */
export type LinearMap<T> = (x: Tensors<T>) => Tensors<T>

export interface LinearSolveOptions<T> {
  /** Solves with the transposed map, which it is given; needed for reverse mode unless `symmetric`. */
  readonly transposeSolve?: (vecmat: LinearMap<T>, b: Tensors<T>) => unknown
  /** Whether the map is its own transpose. */
  readonly symmetric?: boolean
}

/** The transposed map as a program of the constants and a cotangent. */
const transposed = ({ program, constants }: TracedFunction): ClosedProgram => {
  const numVectors = program.inputs.length - constants.length
  const linear = program.inputs.map((_, i) => i >= constants.length)
  const nonzero = Array.from({ length: numVectors }, () => true)
  return { program: transposeProgram(program, linear, nonzero, true).program, constants }
}

/**
 * Solves `matvec(x) = b` with any solver and differentiates through the solution, not through the
 * solver: derivatives are solutions of linear systems with the same map or its transpose.
 *
 * Shapes: `matvec: T → T`, linear; `solve: (matvec, T) → T`. The result has the structure of `b`.
 *
 * @throws TreeError or ShapeError if `matvec` or `solve` changes structure or shapes
 * @throws MissingRuleError in reverse mode without `transposeSolve` or `symmetric`
 * @example
 * const halve = (b: Tensor) => customLinearSolve((x: Tensor) => x.mul(2), b, (_, y) => y.div(2), { symmetric: true })
 * grad((b: Tensor) => halve(b).sum())(np.array([1, 2])) // => [0.5, 0.5]
 * @see Blondel et al., Efficient and modular implicit differentiation, NeurIPS 2022, §2.2
 */
export const customLinearSolve = /*@__PURE__*/ checked(
  'customLinearSolve(matvec, b, solve, options?)',
  <T>(
    matvec: LinearMap<T>,
    b: T,
    solve: (matvec: LinearMap<T>, b: Tensors<T>) => unknown,
    options: LinearSolveOptions<T> = {},
  ): Tensors<T> => {
    const op = 'customLinearSolve'
    checkFunction(op, matvec, 'matvec')
    checkFunction(op, solve, 'solve')
    checkOptions(op, options, ['transposeSolve', 'symmetric'])
    if (options.transposeSolve !== undefined)
      checkFunction(op, options.transposeSolve, 'transposeSolve')
    const [leaves, def] = tensorLeaves(b, op, 'b')
    const inDef: TreeDef = { kind: 'array', children: [def] }
    const avals = leaves.map(avalOf)
    const trace = (f: (...args: never[]) => unknown, what: string): TracedFunction => {
      const traced = traceFunction(f, inDef, avals, op)
      assertSameStructure(def, traced.outDef, op, `the result of ${what}`)
      traced.program.outputs.forEach(({ aval }, i) => {
        const wanted = avals[i]
        if (wanted === undefined || !sameAval(wanted, aval))
          throw new ShapeError(
            op,
            `expected ${what} to give ${wanted === undefined ? 'nothing' : showAval(wanted)}, got ${showAval(aval)}`,
          )
      })
      return traced
    }
    const forward = trace(matvec as (...args: never[]) => unknown, 'matvec')
    const solver = trace((x: Tensors<T>) => solve(matvec, x), 'solve')
    const isSymmetric = options.symmetric === true
    const given = options.transposeSolve
    const hasTranspose = isSymmetric || given !== undefined
    const backwardMap = isSymmetric ? forward : hasTranspose ? transposed(forward) : null
    const vecmat: LinearMap<T> = (ct) => {
      const { program, constants } = backwardMap as ClosedProgram
      const results = evaluate(program, [
        ...constants,
        ...tensorLeaves(flatten(ct)[0], op, 'ct')[0],
      ])
      return unflatten(def, results) as Tensors<T>
    }
    const transposeSolver =
      given === undefined
        ? isSymmetric
          ? solver
          : null
        : trace((x: Tensors<T>) => given(vecmat, x), 'transposeSolve')
    const closed: readonly ClosedProgram[] = [
      forward,
      solver,
      ...(backwardMap === null ? [] : [backwardMap]),
      ...(transposeSolver === null ? [] : [transposeSolver]),
    ]
    const { programs, constants } = shareConstants(closed)
    const [matvecProgram, solveProgram, vecmatProgram, transposeSolveProgram] = programs
    const results = bind(linearSolveP, [...constants, ...leaves], {
      matvec: matvecProgram as ClosedProgram['program'],
      solve: solveProgram as ClosedProgram['program'],
      vecmat: vecmatProgram ?? null,
      transposeSolve: transposeSolveProgram ?? null,
      numConsts: constants.length,
    })
    return unflatten(def, results) as Tensors<T>
  },
)
