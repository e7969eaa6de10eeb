import { hasEffect, setWatch } from '../core/effects.ts'
import type { Mask, Needed, Steps } from '../core/primitive.ts'
import {
  type Atom,
  bound,
  type Equation,
  Lit,
  memoizeByProgram,
  type Program,
  Var,
} from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { atFloor, bind } from '../core/trace.ts'

/** An equation that is needed, for these of its outputs. */
interface NeededEquation {
  readonly equation: Equation
  readonly outputs: Mask
}

/** What of a program is needed for its effects and for some outputs. */
const neededPart: (
  program: Program,
  outputs: Mask,
) => { readonly equations: readonly NeededEquation[]; readonly inputs: Mask } = memoizeByProgram(
  (program, outputs) => {
    const live = new Set<Var>()
    const use = (atom: Atom | undefined): void => {
      if (atom instanceof Var) live.add(atom)
    }
    program.outputs.forEach((atom, i) => {
      if (outputs[i]) use(atom)
    })
    const equations: NeededEquation[] = []
    for (const equation of [...program.equations].reverse()) {
      const mask = equation.outputs.map((v) => live.has(v))
      const acts = hasEffect(equation)
      if (!acts && !mask.includes(true)) continue
      equations.push({ equation, outputs: mask })
      const { inputs, primitive, params } = equation
      const needs = acts ? primitive.steps?.needs(mask, params) : undefined
      inputs.forEach((atom, i) => {
        if (needs === undefined || needs[i]) use(atom)
      })
    }
    return { equations: equations.reverse(), inputs: program.inputs.map((v) => live.has(v)) }
  },
)

/** The inputs that a program needs for its effects and for some outputs. */
export const needsOf = (program: Program, outputs: Mask): Mask =>
  neededPart(program, outputs).inputs

/** Runs what has effects in a program, and what that needs, on concrete values. */
export const runNeeded = (program: Program, inputs: Needed, outputs: Mask): Needed => {
  const values = new Map<Var, Tensor | null>()
  const read = (atom: Atom): Tensor | null =>
    atom instanceof Lit ? atom.value : (values.get(atom) ?? null)
  const write = (variables: readonly Var[], results: Needed): void => {
    variables.forEach((v, i) => {
      values.set(v, results[i] ?? null)
    })
  }
  write(program.inputs, inputs)
  for (const { equation, outputs: mask } of neededPart(program, outputs).equations) {
    const { primitive, params } = equation
    const operands = equation.inputs.map(read)
    const results =
      primitive.steps !== undefined && hasEffect(equation)
        ? primitive.steps.run(operands, mask, params)
        : bind(primitive, operands as readonly Tensor[], params)
    write(equation.outputs, results)
  }
  return program.outputs.map(read)
}

/**
 * Has effects happen from now on: those of what is evaluated, and, before a program with effects runs compiled
 * and without them, those in it.
 */
export const watchEffects = (): void =>
  setWatch((primitive, inputs, params) => {
    const { effect, steps } = primitive
    if (effect !== undefined) {
      effect(inputs, params)
      return []
    }
    if (steps !== undefined && hasEffect(bound(primitive, params)))
      atFloor(() => steps.run(inputs, [], params))
    return null
  })

/** The steps of a primitive that runs one program on its inputs. */
export const callSteps = <P>(programOf: (params: P) => Program): Steps<P> => ({
  programs: (params) => [programOf(params)],
  needs: (outputs, params) => needsOf(programOf(params), outputs),
  run: (inputs, outputs, params) => runNeeded(programOf(params), inputs, outputs),
})
