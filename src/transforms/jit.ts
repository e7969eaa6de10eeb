import { simplify } from '../compiler/simplify.ts'
import { bindCall } from '../control/call.ts'
import { type Aval, avalOf, showAval } from '../core/aval.ts'
import { type Explanation, hostCompiler } from '../core/backend.ts'
import { ArgumentError } from '../core/errors.ts'
import { parameterKey } from '../core/identity.ts'
import { checkFunction, checkOptions, checkPositions } from '../core/options.ts'
import { printProgram } from '../core/print.ts'
import type { ClosedProgram } from '../core/program.ts'
import type { Tensor } from '../core/tensor.ts'
import type { MapTree } from '../core/tree.ts'
import { showDef, type TreeDef, unflatten } from '../core/tree-def.ts'
import { stage } from '../interpreters/stage.ts'
import { argumentPaths, flattenFunction, nameOf, tensorLeaves } from './flat.ts'

export interface JitOptions {
  /**
   * Positions (negative from the end) of arguments that are not tensors but fix the program; compared
   * by value.
   */
  readonly staticArgnums?: number | readonly number[]
}

interface Entry {
  readonly closed: ClosedProgram
  readonly outDef: TreeDef
}

/** A function as `jit` compiles it for arguments of one signature; prints all of it. */
export interface Lowering {
  /** The program that tracing gives. */
  readonly program: string
  /** The program after simplification. */
  readonly simplified: string
  /** What the compiler makes of that; `null` where none is registered. */
  readonly compiled: Explanation | null
  readonly toString: () => string
}

/** A function that is compiled where it is called. */
export interface Jitted<A extends readonly unknown[], R> {
  (...args: A): R
  /** Traces and compiles for these arguments without running, to show what becomes of the function. */
  readonly lower: (...args: A) => Lowering
}

const loweringOf = ({ closed }: Entry): Lowering => {
  const simplified = simplify(closed.program)
  const count = closed.constants.length
  const compiled = hostCompiler()?.explain(simplified) ?? null
  const sections = {
    program: printProgram(closed.program, count),
    simplified: printProgram(simplified, count),
  }
  return {
    ...sections,
    compiled,
    toString: () =>
      [
        `program\n${sections.program}`,
        `simplified\n${sections.simplified}`,
        ...(compiled === null
          ? []
          : [
              `kernels\n${compiled.kernels}`,
              `memory\n${compiled.memory}`,
              `code\n${compiled.codeBytes} bytes`,
            ]),
      ].join('\n\n'),
  }
}

const advice =
  'what is no tensor fixes the program: pass it as an argument of its own, in staticArgnums'

/** How many signatures a jitted function remembers before it forgets the oldest. */
const cacheLimit = 256

const weakMark = (aval: Aval): string => (aval.weakType ? '~' : '')

const listOf = (value: number | readonly number[] | undefined): readonly number[] =>
  value === undefined ? [] : typeof value === 'number' ? [value] : value

/**
 * Traces a function once per signature — structure, shapes and dtypes of its arguments, and values of
 * static ones — to a program, simplifies it and runs that from then on. Side effects happen while
 * tracing only. Values the function closes over are fixed when it is traced.
 *
 * Shapes: those of `f`.
 *
 * @throws TracerError where `f` reads or branches on a traced value
 * @throws ArgumentError for an argument that is no tensor and not static, with its path
 * @example
 * const f = jit((x: Tensor) => np.sin(x).mul(2))
 * f(np.array(0)).item() // => 0
 */
export const jit = <A extends readonly unknown[], R>(
  f: (...args: A) => R,
  options: JitOptions = {},
): Jitted<A, MapTree<R, Tensor>> => {
  checkFunction('jit', f)
  checkOptions('jit', options, ['staticArgnums'])
  checkPositions('jit', 'staticArgnums', options.staticArgnums)
  const given = listOf(options.staticArgnums)
  const cache = new Map<string, Entry>()
  const name = nameOf(f)

  const positions = (count: number): readonly number[] => {
    const statics = given.map((i) => (i < 0 ? i + count : i))
    statics.forEach((i, k) => {
      if (i < 0 || i >= count)
        throw new ArgumentError(
          'jit',
          `expected staticArgnums to name arguments of ${name}, got ${given[k]} with ${count} arguments`,
        )
    })
    return statics
  }

  const trace = (
    args: readonly unknown[],
    statics: readonly number[],
    leaves: readonly Tensor[],
    def: TreeDef,
  ): Entry => {
    const { flat, outDef } = flattenFunction(
      (...traced: unknown[]) =>
        f(...(args.map((value, i) => (statics.includes(i) ? value : traced[i])) as unknown as A)),
      def,
      `jit(${name})`,
      name,
    )
    const labels = argumentPaths(def).map((path) => `${path} of ${name}`)
    return { closed: stage(flat, leaves.map(avalOf), 'jit', labels), outDef: outDef() }
  }

  const find = (args: A): { readonly entry: Entry; readonly leaves: readonly Tensor[] } => {
    const statics = positions(args.length)
    // Static arguments stand as null, which has no leaves, so that the others keep their positions.
    const dynamic = args.map((value, i) => (statics.includes(i) ? null : value))
    const [leaves, def] = tensorLeaves(dynamic, `jit(${name})`, 'args', advice)
    let key = showDef(def)
    for (const leaf of leaves) key += weakMark(leaf) + showAval(leaf)
    for (const i of statics) key += `;${parameterKey(args[i])}`
    let entry = cache.get(key)
    if (entry === undefined) {
      entry = trace(args, statics, leaves, def)
      if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value as string)
      cache.set(key, entry)
    }
    return { entry, leaves }
  }

  const jitted = (...args: A): MapTree<R, Tensor> => {
    const { entry, leaves } = find(args)
    const { program, constants } = entry.closed
    const results = bindCall(name, program, [...constants, ...leaves])
    return unflatten(entry.outDef, results) as MapTree<R, Tensor>
  }
  Object.defineProperty(jitted, 'name', { value: name })
  return Object.assign(jitted, { lower: (...args: A) => loweringOf(find(args).entry) })
}
