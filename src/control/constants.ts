import { type ClosedProgram, type Program, Var } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'

/** Programs that take the same constants, one list for all, before their own inputs. */
export interface SharedConstants {
  readonly programs: readonly Program[]
  readonly constants: readonly Tensor[]
}

/** Gives closed programs one list of constants; each ignores those of the others. */
export const shareConstants = (closed: readonly ClosedProgram[]): SharedConstants => {
  const constants = closed.flatMap((c) => c.constants)
  let before = 0
  const programs = closed.map(({ program, constants: own }): Program => {
    const start = before
    before += own.length
    const vars = constants.map((value, i) =>
      i >= start && i < start + own.length ? (program.inputs[i - start] as Var) : new Var(value),
    )
    return { ...program, inputs: [...vars, ...program.inputs.slice(own.length)] }
  })
  return { programs, constants }
}
