import { describe } from 'vitest'
import { simplify } from '../../src/compiler/simplify.ts'
import { checkProgram } from '../../src/core/check.ts'
import { isFloat } from '../../src/core/dtype.ts'
import type { Program } from '../../src/core/program.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { flatten } from '../../src/core/tree-def.ts'
import { batchProgram } from '../../src/interpreters/batch.ts'
import { evaluate } from '../../src/interpreters/evaluate.ts'
import { jvpProgram } from '../../src/interpreters/jvp.ts'
import { partialProgram } from '../../src/interpreters/partial.ts'
import { transposeProgram } from '../../src/interpreters/transpose.ts'
import { zerosLike } from '../../src/primitives/structural.ts'
import { requireClose, requireSame } from '../../src/testing/compare.ts'
import { inner, randomLike, vectorOf } from '../../src/testing/vectors.ts'
import { jvp } from '../../src/transforms/jvp.ts'
import { makeJaxpr } from '../../src/transforms/make-jaxpr.ts'
import { vmap } from '../../src/transforms/vmap.ts'
import { eachRow, hasMode, within } from '../support/each-row.ts'
import { batchedOperandsOf, type Case, operandsOf } from '../support/sampling.ts'

/** A case as a program, with the constants that it closed over among the inputs. */
const programOf = ({ f }: Case, operands: readonly Tensor[]) => {
  const { program, constants } = makeJaxpr(f)(...operands)
  return { program, inputs: [...constants, ...operands] }
}

const flat = (tree: unknown): readonly Tensor[] => flatten(tree)[0] as Tensor[]

/** Checks a program and its simplification, and that both give `expected`. */
const requireValues = (
  what: string,
  program: Program,
  inputs: readonly Tensor[],
  expected: readonly Tensor[],
  tolerance: { readonly rtol: number; readonly atol: number },
): void => {
  checkProgram(program)
  const simplified = simplify(program)
  checkProgram(simplified)
  const paths = expected.map((_, i) => `result ${i}`)
  requireSame(what, 'from the program', paths, expected, evaluate(program, inputs), tolerance)
  requireSame(what, 'when simplified', paths, expected, evaluate(simplified, inputs), tolerance)
}

describe('programs', () => {
  eachRow(
    'are well-formed, before and after being simplified, which keeps their values',
    (one, seed, row) => {
      const operands = operandsOf(one, seed)
      const { program, inputs } = programOf(one, operands)
      requireValues('program', program, inputs, flat(one.f(...operands)), within(row, 'equal'))
    },
    { runs: 5 },
  )

  eachRow(
    'are well-formed when differentiated forwards, and give values and tangents',
    (one, seed, row) => {
      const operands = operandsOf(one, seed)
      const { program, inputs } = programOf(one, operands)
      const tangents = randomLike(inputs, seed)
      const nonzero = inputs.map((x, i) => isFloat(x.dtype) && (seed >> i) % 2 === 0)
      const derivative = jvpProgram(program, nonzero)
      const [out, dout] = jvp(
        (...xs: Tensor[]) => evaluate(program, xs),
        inputs,
        tangents.map((t, i) => (nonzero[i] ? t : zerosLike(t))),
      )
      requireValues(
        'jvpProgram',
        derivative.program,
        [...inputs, ...tangents.filter((_, i) => nonzero[i])],
        [...out, ...dout.filter((_, i) => derivative.outNonzero[i])],
        within(row, 'grad'),
      )
    },
    { runs: 5, where: hasMode('fwd') },
  )

  eachRow(
    'are well-formed when mapped, and give what the mapped operation gives',
    (one, seed, row) => {
      const single = operandsOf(one, seed)
      const { program, inputs: given } = programOf(one, single)
      const numConstants = given.length - single.length
      const mask = single.map((_, i) => i === 0 || (seed >> i) % 2 === 0)
      const axes = mask.map((is) => (is ? 0 : null))
      const inputs = [...given.slice(0, numConstants), ...batchedOperandsOf(one, seed, 3, axes)]
      const all = [...given.slice(0, numConstants).map(() => false), ...mask]
      const force = program.outputs.map(() => true)
      const mapped = vmap((...xs: Tensor[]) => [...evaluate(program, xs)], {
        inAxes: all.map((is) => (is ? 0 : null)),
        axisSize: 3,
      })(...inputs)
      const batched = batchProgram(program, 3, undefined, all, force).program
      requireValues('batchProgram', batched, inputs, mapped, within(row, 'grad'))
    },
    { runs: 5 },
  )

  eachRow(
    'are well-formed when split into what is known and what is linear, and transposed',
    (one, seed, row) => {
      const operands = operandsOf(one, seed)
      const { program, inputs } = programOf(one, operands)
      const nonzero = inputs.map((x) => isFloat(x.dtype))
      const derivative = jvpProgram(program, nonzero)
      const unknown = derivative.program.inputs.map((_, i) => i >= inputs.length)
      const tangents = randomLike(inputs, seed).filter((_, i) => nonzero[i])
      const all = [...inputs, ...tangents]
      const whole = evaluate(derivative.program, all)

      const parts = partialProgram(derivative.program, unknown)
      const numKnown = parts.outUnknown.filter((is) => !is).length
      const known = evaluate(parts.known, inputs)
      const needed = parts.needs.map(({ from, index }) =>
        from === 'input' ? (all[index] as Tensor) : (known[numKnown + index] as Tensor),
      )
      const wholeKnown = whole.filter((_, i) => !parts.outUnknown[i])
      const wholeUnknown = whole.filter((_, i) => parts.outUnknown[i])
      const tolerance = within(row, 'grad')
      const own = { ...parts.known, outputs: parts.known.outputs.slice(0, numKnown) }
      requireValues('the known part', own, inputs, wholeKnown, tolerance)
      checkProgram(parts.known)
      const linearInputs = [...needed, ...tangents]
      requireValues('the unknown part', parts.unknown, linearInputs, wholeUnknown, tolerance)

      const cts = randomLike(wholeUnknown, seed + 1)
      const transposed = transposeProgram(
        parts.unknown,
        linearInputs.map((_, i) => i >= needed.length),
        wholeUnknown.map(() => true),
        true,
      ).program
      const back = evaluate(transposed, [...needed, ...cts])
      requireValues('transposeProgram', transposed, [...needed, ...cts], back, tolerance)
      requireClose(
        'transposeProgram',
        'as ⟨v, Jᵀ u⟩',
        'the inputs',
        inner(vectorOf(wholeUnknown), vectorOf(cts)),
        inner(vectorOf(tangents), vectorOf(back)),
        tolerance,
      )
    },
    { runs: 5, where: hasMode('fwd', 'rev') },
  )
})
