import { inlineCalls } from '../compiler/inline.ts'
import type { Aval } from '../core/aval.ts'
import { removeDeadCode } from '../core/dead-code.ts'
import type { Params } from '../core/primitive.ts'
import {
  type Atom,
  type Equation,
  memoizeByProgram,
  type Program,
  type Var,
} from '../core/program.ts'
import { partialProgram } from '../interpreters/partial.ts'

/**
 * Which results of a checkpointed function are kept for the backward pass: asked of each operation that depends on no
 * tangent, by the name of its primitive, the shapes and dtypes of its operands, and its parameters.
 */
export type CheckpointPolicy = (
  primitive: { readonly name: string },
  inputs: readonly Aval[],
  params: Readonly<Record<string, unknown>>,
) => boolean

/** A program split by what is known when, of which the unknown part computes again what is not saved. */
export interface Rematerialized {
  /** From the known inputs to the known outputs, then what is saved. */
  readonly known: Program
  readonly numSaved: number
  /** From what is saved, then the inputs at `needs`, to the unknown outputs. */
  readonly unknown: Program
  readonly needs: readonly number[]
  readonly outUnknown: readonly boolean[]
}

/** A program with all that it calls written out, so that a policy sees every operation. */
const writtenOut: (program: Program) => Program = memoizeByProgram((program) =>
  inlineCalls(program, writtenOut),
)

const usedBy = ({ equations, outputs }: Program): ReadonlySet<Atom> =>
  new Set([...equations.flatMap(({ inputs }) => inputs), ...outputs])

/** Splits a program; nothing is saved without a policy. */
export const rematerialized = memoizeByProgram(
  (
    given: Program,
    unknown: readonly boolean[],
    policy: CheckpointPolicy | undefined,
  ): Rematerialized => {
    const program = policy === undefined ? given : writtenOut(given)
    const { known, outUnknown } = partialProgram(program, unknown)
    const isKnown = new Set<Equation>(known.equations)
    const isSaved = ({ primitive, inputs, params }: Equation): boolean =>
      policy?.(
        primitive,
        inputs.map(({ aval }) => aval),
        params as Params as Readonly<Record<string, unknown>>,
      ) === true
    const saving = new Set(program.equations.filter((eqn) => isKnown.has(eqn) && isSaved(eqn)))
    const rest = removeDeadCode({
      inputs: [],
      equations: program.equations.filter((eqn) => !saving.has(eqn)),
      outputs: program.outputs.filter((_, i) => outUnknown[i]),
    })
    const used = usedBy(rest)
    const isUsed = (v: Var): boolean => used.has(v)
    const saved = [...saving].flatMap(({ outputs }) => outputs).filter(isUsed)
    const needs = program.inputs.flatMap((v, i) => (isUsed(v) ? [i] : []))
    const numKnown = outUnknown.filter((is) => !is).length
    return {
      known: removeDeadCode({ ...known, outputs: [...known.outputs.slice(0, numKnown), ...saved] }),
      numSaved: saved.length,
      unknown: { ...rest, inputs: [...saved, ...needs.map((i) => program.inputs[i] as Var)] },
      needs,
      outUnknown,
    }
  },
)
