import { makeAval } from '../core/aval.ts'
import type { Tangent } from '../core/primitive.ts'
import type { Program } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import { currentTrace, type Flat, type Label, withNewTrace } from '../core/trace.ts'
import { jvpFlat } from './jvp.ts'
import { ProgramTrace } from './stage.ts'

/** A function's value, and its derivative there as a linear program from tangents to tangents. */
export interface Linearized {
  readonly outputs: readonly Tensor[]
  /** From the non-zero input tangents to the non-zero output tangents; literals hold residuals. */
  readonly linear: Program
  readonly outNonzero: readonly boolean[]
}

/**
 * Linearizes `f` at `primals` along the inputs marked `nonzero`: forward mode, with tangents left
 * unknown and everything else run at once.
 *
 * @see Radul et al., You Only Linearize Once, POPL 2023
 */
export const linearizeFlat = (
  f: Flat,
  primals: readonly Tensor[],
  nonzero: readonly boolean[],
  name: string,
  label: Label | null = null,
): Linearized =>
  withNewTrace(new ProgramTrace(name, currentTrace()), (tape) => {
    const tangents = primals.map(
      (p, i): Tangent =>
        nonzero[i] ? tape.input(makeAval(p.aval.shape, p.dtype), `a tangent of ${name}`) : null,
    )
    const [outputs, outTangents] = jvpFlat(f, primals, tangents, name, label)
    return {
      outputs,
      linear: tape.program(outTangents.filter((t) => t !== null)),
      outNonzero: outTangents.map((t) => t !== null),
    }
  })
