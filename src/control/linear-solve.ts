import { simplify } from '../compiler/simplify.ts'
import { range } from '../core/aval.ts'
import { MissingRuleError } from '../core/errors.ts'
import type { Primitive, Tangent } from '../core/primitive.ts'
import { outputAvals, type Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import { batchProgram } from '../interpreters/batch.ts'
import { callSteps } from '../interpreters/effects.ts'
import { evaluate } from '../interpreters/evaluate.ts'
import { jvpProgram } from '../interpreters/jvp.ts'
import { sub } from '../primitives/arithmetic.ts'
import { batchToFront, zerosLike } from '../primitives/structural.ts'
import { axisNamesOf } from './axis-names.ts'
import { scatterMask } from './masks.ts'

/** Programs from the constants, then a vector, to a vector. */
export interface LinearSolveParams {
  readonly matvec: Program
  readonly vecmat: Program | null
  readonly solve: Program
  readonly transposeSolve: Program | null
  readonly numConsts: number
}

const programsOf = ({
  matvec,
  vecmat,
  solve,
  transposeSolve,
}: LinearSolveParams): readonly Program[] =>
  [matvec, vecmat, solve, transposeSolve].filter((p) => p !== null)

/** The tangent that `A x` has from the constants alone. */
const movedBy = (
  { matvec, numConsts }: LinearSolveParams,
  constants: readonly Tensor[],
  tangents: readonly Tangent[],
  x: readonly Tensor[],
): readonly Tangent[] => {
  const nonzero = [...tangents.map((t) => t !== null), ...x.map(() => false)]
  if (!nonzero.slice(0, numConsts).includes(true)) return x.map(() => null)
  const { program, outNonzero } = jvpProgram(matvec, nonzero)
  const inputs = [...constants, ...x, ...tangents.filter((t) => t !== null)]
  return scatterMask(outNonzero, evaluate(program, inputs).slice(x.length))
}

/**
 * Solves `A x = b` with a solver that need not be differentiable: derivatives solve again, with `A` or
 * its transpose. Operands: constants, then `b`.
 *
 * `dx = A⁻¹ (db − dA x)`; transposed in `b`, `A⁻ᵀ`.
 */
export const linearSolveP: Primitive<LinearSolveParams> = {
  name: 'custom_linear_solve',
  abstract: (_, { solve }) => outputAvals(solve),
  jvp: (primals, tangents, params) => {
    const { numConsts } = params
    const constants = primals.slice(0, numConsts)
    const x = bind(linearSolveP, primals, params)
    const moved = movedBy(params, constants, tangents.slice(0, numConsts), x)
    const rhs = x.map((xi, i): Tangent => {
      const db = tangents[numConsts + i] ?? null
      const dAx = moved[i] ?? null
      return dAx === null ? db : sub(db ?? zerosLike(xi), dAx)
    })
    if (rhs.every((r) => r === null)) return [x, x.map(() => null)]
    const full = rhs.map((r, i) => r ?? zerosLike(x[i] as Tensor))
    return [x, bind(linearSolveP, [...constants, ...full], params)]
  },
  transpose: (cts, inputs, params, avals) => {
    const { matvec, vecmat, solve, transposeSolve, numConsts } = params
    if (transposeSolve === null || vecmat === null)
      throw new MissingRuleError(
        'customLinearSolve',
        'expected transposeSolve for reverse mode, got none; give it, or say that the map is symmetric',
      )
    const constants = inputs.slice(0, numConsts) as readonly Tensor[]
    const full = cts.map((ct, i) => ct ?? zerosLike(avals[numConsts + i] as Tensor))
    const results = bind(linearSolveP, [...constants, ...full], {
      matvec: vecmat,
      vecmat: matvec,
      solve: transposeSolve,
      transposeSolve: solve,
      numConsts,
    })
    return [...constants.map(() => null), ...results]
  },
  batch: (size, inputs, dims, params, axisName) => {
    const { numConsts } = params
    const numVectors = inputs.length - numConsts
    const all = range(numVectors).map(() => true)
    const mask = [...dims.slice(0, numConsts).map((d) => d !== null), ...all]
    const batched = (program: Program): Program =>
      batchProgram(program, size, axisName, mask, all).program
    const front = inputs.map((x, i) => (mask[i] ? batchToFront(x, dims[i] ?? null, size) : x))
    const { matvec, vecmat, solve, transposeSolve } = params
    const results = bind(linearSolveP, front, {
      matvec: batched(matvec),
      vecmat: vecmat && batched(vecmat),
      solve: batched(solve),
      transposeSolve: transposeSolve && batched(transposeSolve),
      numConsts,
    })
    return [results, results.map(() => 0)]
  },
  lower: ({ solve }) => ({ kind: 'call', program: simplify(solve) }),
  inline: ({ solve }) => solve,
  steps: callSteps(({ solve }) => solve),
  axisNames: (params) => programsOf(params).flatMap(axisNamesOf),
}
