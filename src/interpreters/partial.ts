import { removeDeadCode } from '../core/dead-code.ts'
import type { Ref } from '../core/primitive.ts'
import {
  type Atom,
  type Equation,
  equation,
  memoizeByProgram,
  type Program,
  Var,
} from '../core/program.ts'

/** A program split by what is known when. */
export interface PartialProgram {
  /** From the known inputs to the known outputs, then the residuals. */
  readonly known: Program
  /** From what `needs` lists, then the unknown inputs, to the unknown outputs. */
  readonly unknown: Program
  readonly needs: readonly Ref[]
  readonly outUnknown: readonly boolean[]
}

/**
 * Partial evaluation of a program whose inputs are partly unknown. Equations that need only known
 * values go to `known`; values that cross over are residuals, or inputs handed on as they are.
 * `instantiate` marks outputs to count as unknown in any case.
 */
export const partialProgram: (
  program: Program,
  unknown: readonly boolean[],
  instantiate?: readonly boolean[],
) => PartialProgram = memoizeByProgram((program, unknown, instantiate) => {
  const unknownVars = new Set<Var>(program.inputs.filter((_, i) => unknown[i]))
  const isUnknown = (atom: Atom): boolean => atom instanceof Var && unknownVars.has(atom)
  const knownEquations: Equation[] = []
  const unknownEquations: Equation[] = []

  const split = (eqn: Equation): void => {
    const mask = eqn.inputs.map(isUnknown)
    if (!mask.includes(true)) {
      knownEquations.push(eqn)
      return
    }
    if (eqn.primitive.split === undefined || !mask.includes(false)) {
      unknownEquations.push(eqn)
      for (const v of eqn.outputs) unknownVars.add(v)
      return
    }
    const parts = eqn.primitive.split(
      mask,
      eqn.params,
      eqn.inputs.map((a) => a.aval),
    )
    const knownInputs = parts.knownInputs.map((i) => eqn.inputs[i] as Atom)
    const promised = parts.known.primitive.abstract(
      knownInputs.map((a) => a.aval),
      parts.known.params,
    )
    const knownOutputs = eqn.outputs.filter((_, i) => !parts.outUnknown[i])
    const residuals = promised.slice(knownOutputs.length).map((aval) => new Var(aval))
    const unknownOutputs = eqn.outputs.filter((_, i) => parts.outUnknown[i])
    knownEquations.push(equation(parts.known, knownInputs, [...knownOutputs, ...residuals]))
    unknownEquations.push(
      equation(
        parts.unknown,
        parts.unknownInputs.map(
          ({ from, index }) => (from === 'input' ? eqn.inputs[index] : residuals[index]) as Atom,
        ),
        unknownOutputs,
      ),
    )
    for (const v of unknownOutputs) unknownVars.add(v)
  }
  program.equations.forEach(split)

  const outUnknown = program.outputs.map((a, i) => isUnknown(a) || instantiate?.[i] === true)
  const unknownPart = removeDeadCode({
    inputs: [],
    equations: unknownEquations,
    outputs: program.outputs.filter((_, i) => outUnknown[i]),
  })

  const crossing = new Set<Var>()
  const cross = (atom: Atom): void => {
    if (atom instanceof Var && !unknownVars.has(atom)) crossing.add(atom)
  }
  for (const eqn of unknownPart.equations) eqn.inputs.forEach(cross)
  unknownPart.outputs.forEach(cross)

  const inputPlaces = new Map(program.inputs.map((v, i) => [v, i]))
  const residuals: Var[] = []
  const needs = [...crossing].map((v): Ref => {
    const index = inputPlaces.get(v)
    return index === undefined
      ? { from: 'residual', index: residuals.push(v) - 1 }
      : { from: 'input', index }
  })
  return {
    known: removeDeadCode({
      inputs: program.inputs.filter((_, i) => !unknown[i]),
      equations: knownEquations,
      outputs: [...program.outputs.filter((_, i) => !outUnknown[i]), ...residuals],
    }),
    unknown: {
      ...unknownPart,
      inputs: [...crossing, ...program.inputs.filter((_, i) => unknown[i])],
    },
    needs,
    outUnknown,
  }
})
