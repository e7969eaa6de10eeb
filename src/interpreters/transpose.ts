import { makeAval } from '../core/aval.ts'
import { MissingRuleError } from '../core/errors.ts'
import type { Tangent } from '../core/primitive.ts'
import {
  type Atom,
  type Equation,
  inputAvals,
  Lit,
  memoizeByProgram,
  outputAvals,
  type Program,
  type Var,
} from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { addAny } from '../primitives/add-any.ts'
import { zerosLike } from '../primitives/structural.ts'
import { evaluate } from './evaluate.ts'
import { partialProgram } from './partial.ts'
import { stageProgram } from './stage.ts'

/**
 * Reverse mode: transposes a program in the inputs that are `null`. What depends on no such input is
 * known: it is split off and run forwards first.
 *
 * @returns one cotangent per linear input, in order
 */
export const backward = (
  program: Program,
  inputs: readonly Tangent[],
  cotangents: readonly Tangent[],
): readonly Tangent[] => {
  const parts = partialProgram(
    program,
    inputs.map((x) => x === null),
  )
  const known = inputs.filter((x) => x !== null)
  const numKnown = parts.outUnknown.filter((u) => !u).length
  const residuals = evaluate(parts.known, known).slice(numKnown)
  const needed = parts.needs.map(({ from, index }) =>
    from === 'input' ? (inputs[index] as Tensor) : (residuals[index] as Tensor),
  )
  return backwardLinear(
    parts.unknown,
    needed,
    cotangents.filter((_, i) => parts.outUnknown[i]),
  )
}

/**
 * Runs a linear program backwards: every equation is linear in what depends on the inputs. The first
 * inputs may be given, as residuals.
 *
 * @returns one cotangent per other input, in order
 */
export const backwardLinear = (
  program: Program,
  residuals: readonly Tensor[],
  cotangents: readonly Tangent[],
): readonly Tangent[] => {
  const values = new Map<Var, Tensor>()
  residuals.forEach((value, i) => {
    values.set(program.inputs[i] as Var, value)
  })
  const read = (atom: Atom): Tangent =>
    atom instanceof Lit ? atom.value : (values.get(atom) ?? null)

  const pending = new Map<Var, Tensor>()
  const accumulate = (atom: Atom, ct: Tangent): void => {
    if (ct === null || atom instanceof Lit || values.has(atom)) return
    const sum = pending.get(atom)
    pending.set(atom, sum === undefined ? ct : addAny(sum, ct))
  }
  program.outputs.forEach((atom, i) => {
    accumulate(atom, cotangents[i] ?? null)
  })
  for (let e = program.equations.length - 1; e >= 0; e--) {
    const eqn = program.equations[e] as Equation
    const cts = eqn.outputs.map((v) => pending.get(v) ?? null)
    for (const v of eqn.outputs) pending.delete(v)
    if (cts.every((ct) => ct === null)) continue
    const results = transposeEquation(eqn, eqn.inputs.map(read), cts)
    eqn.inputs.forEach((atom, i) => {
      accumulate(atom, results[i] ?? null)
    })
  }
  return program.inputs.slice(residuals.length).map((v) => pending.get(v) ?? null)
}

const transposeEquation = (
  { primitive, params, inputs }: Equation,
  known: readonly Tangent[],
  cotangents: readonly Tangent[],
): readonly Tangent[] => {
  if (primitive.transpose !== undefined)
    return primitive.transpose(
      cotangents,
      known,
      params,
      inputs.map((a) => a.aval),
    )
  if (primitive.inline !== undefined) {
    const results = backward(primitive.inline(params), known, cotangents)
    let next = 0
    return known.map((value) => (value === null ? (results[next++] ?? null) : null))
  }
  throw new MissingRuleError(
    primitive.name,
    `expected an operation that is linear in its input, got ${primitive.name} without a transpose rule; give ` +
      'linearTranspose a linear function, and a custom rule tangents in which it is linear',
  )
}

/** The program of cotangents of linear inputs; those marked in `outNonzero` only. */
export interface TransposedProgram {
  readonly program: Program
  readonly outNonzero: readonly boolean[]
}

/**
 * Transposes a program in the inputs marked `linear`. The result takes the other inputs, then the
 * cotangents marked `nonzero`; `instantiate` asks for cotangents of all linear inputs, zero or not.
 */
export const transposeProgram: (
  program: Program,
  linear: readonly boolean[],
  nonzero: readonly boolean[],
  instantiate: boolean,
) => TransposedProgram = memoizeByProgram((program, linear, nonzero, instantiate) => {
  const avals = inputAvals(program)
  const nonlinear = avals.filter((_, i) => !linear[i])
  const linearAvals = avals.filter((_, i) => linear[i])
  const ctAvals = outputAvals(program)
    .filter((_, i) => nonzero[i])
    .map((a) => makeAval(a.shape, a.dtype))
  let outNonzero: readonly boolean[] = []
  const transposed = stageProgram(
    (inputs) => {
      let next = 0
      const values = avals.map((_, i) => (linear[i] ? null : (inputs[next++] as Tensor)))
      const cts = program.outputs.map((_, i) => (nonzero[i] ? (inputs[next++] as Tensor) : null))
      const results = backward(program, values, cts).map((ct, i) =>
        ct === null && instantiate ? zerosLike(linearAvals[i] as Tensor) : ct,
      )
      outNonzero = results.map((ct) => ct !== null)
      return results.filter((ct) => ct !== null)
    },
    [...nonlinear, ...ctAvals],
  )
  return { program: transposed, outNonzero }
})
