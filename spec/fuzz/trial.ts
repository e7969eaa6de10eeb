import fc from 'fast-check'
import { lowerProgram } from '../../src/compiler/lower.ts'
import { planMemory } from '../../src/compiler/plan.ts'
import { rewrite } from '../../src/compiler/rewrite.ts'
import { simplify } from '../../src/compiler/simplify.ts'
import { isFloat } from '../../src/core/dtype.ts'
import { printProgram } from '../../src/core/print.ts'
import { Lit, type Program, Var } from '../../src/core/program.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { makeJaxpr } from '../../src/index.ts'
import { firstOverwritten } from '../compiler/ownership.ts'
import { compareWays } from '../compiler/ways.ts'
import {
  inputsOf,
  type ListFunction,
  randomPrograms,
  specialInputsOf,
} from '../support/random-programs.ts'
import { type Layer, transformStacks } from '../support/transform-stacks.ts'
import { type Family, families } from './families.ts'
import { compareThreads } from './threads.ts'

/** A function of random steps under random transforms, with inputs. */
export interface Trial {
  readonly text: string
  readonly f: ListFunction
  readonly inputs: readonly Tensor[]
  /** Whether arrays that it closes over are literals of the program rather than inputs. */
  readonly literals: boolean
  /** Whether results have the same bits. */
  readonly exact: boolean
}

const trialsOf = ({
  name,
  ops,
  settings,
  dtypes,
  maxOrder,
  exact = false,
}: Family): fc.Arbitrary<Trial> =>
  fc
    .tuple(
      randomPrograms(ops, settings),
      fc.oneof(fc.constant<readonly Layer[]>([]), transformStacks(maxOrder)),
      fc.constantFrom(...dtypes),
      fc.nat(1000),
      fc.boolean(),
    )
    .map(([program, layers, dtype, seed, literals]): Trial => {
      const shapes = layers.reduce((all, layer) => layer.shapes(all), program.shapes)
      const stack = layers.map((layer) => layer.name).join(' then ')
      return {
        text: `${name} of ${dtype}, seed ${seed}${literals ? ', with literals' : ''}\n${program.text}\n${stack}`,
        f: layers.reduce((f, layer) => layer.transform(f), program.f),
        inputs:
          exact && isFloat(dtype)
            ? specialInputsOf(shapes, seed, dtype)
            : inputsOf(shapes, seed, dtype),
        literals,
        exact,
      }
    })

/** Random functions of all families, or of those whose name is given. */
export const trials = (names: readonly string[] = []): fc.Arbitrary<Trial> =>
  fc.oneof(
    ...families.filter(({ name }) => names.length === 0 || names.includes(name)).map(trialsOf),
  )

/** The program with its first inputs replaced by literals. */
const withLiterals = (program: Program, values: readonly Tensor[]): Program => {
  const [given, inputs] = [
    program.inputs.slice(0, values.length),
    program.inputs.slice(values.length),
  ]
  const literals = new Map(given.map((variable, i) => [variable, new Lit(values[i]!)]))
  const read = <T>(atom: T | Var): T | Var | Lit =>
    atom instanceof Var ? (literals.get(atom) ?? atom) : atom
  const { equations, outputs } = rewrite(program, (eqn, emit) =>
    emit({ ...eqn, inputs: eqn.inputs.map((atom) => read(atom) as Var) }),
  )
  return { inputs, equations, outputs: outputs.map((atom) => read(atom) as Var) }
}

/** What came of a trial. */
export interface Outcome {
  readonly kind: 'equal' | 'unstable' | 'not compiled' | 'different'
  readonly report: string
  /** Whether threads shared any work. */
  readonly isShared?: boolean
}

/** Traces a function and compares all ways to run its program, on several threads too if more than one is given. */
export const attempt = async (
  { f, inputs, literals, exact }: Trial,
  threads: number,
): Promise<Outcome> => {
  const { program: traced, constants } = makeJaxpr(f)(inputs)
  const program = literals ? withLiterals(traced, constants) : traced
  const data = (literals ? inputs : [...constants, ...inputs]).map((x) => x.data())
  const differ = (lines: string): Outcome => ({
    kind: 'different',
    report: `${lines}\n${printProgram(program, literals ? 0 : constants.length)}`,
  })
  try {
    const { differences, isCompiled, isUnstable } = compareWays(program, data, { exact })
    if (differences.length > 0) return differ(differences.slice(0, 6).join('\n'))
    const lowered = lowerProgram(simplify(program))
    const overwritten = firstOverwritten(lowered, planMemory(lowered, 64))
    if (overwritten !== undefined) return differ(`memory: ${overwritten}`)
    if (!isCompiled) return { kind: 'not compiled', report: '' }
    if (threads > 1) {
      const shared = await compareThreads(program, data, threads)
      if (shared.differences.length > 0)
        return differ(`${threads} threads: ${shared.differences[0]}`)
      return { kind: 'equal', report: '', isShared: shared.isShared }
    }
    return { kind: isUnstable ? 'unstable' : 'equal', report: '' }
  } catch (error) {
    return differ(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}
