import type { HostFunction } from '../../src/backends/wasm/host-function.ts'
import { wasmCompiler } from '../../src/backends/wasm/index.ts'
import { lowerProgram } from '../../src/compiler/lower.ts'
import { planMemory } from '../../src/compiler/plan.ts'
import { simplify } from '../../src/compiler/simplify.ts'
import { checkProgram } from '../../src/core/check.ts'
import { allocate, type DataArray } from '../../src/core/dtype.ts'
import type { Program } from '../../src/core/program.ts'
import { dtypeOfData } from '../../src/core/typed-arrays.ts'
import { makeRandom } from '../../src/testing/random.ts'
import { tolerance } from '../support/tolerance.ts'
import { runEagerly, runWithErrors } from './eager.ts'
import { runLowered } from './reference.ts'

/**
 * A way to run a program: simplified, lowered to kernels that run naively, the same at the addresses of
 * the memory plan, or compiled. The first that differs says which part of the compiler is wrong.
 */
interface Way {
  readonly name: 'simplified' | 'kernels' | 'memory' | 'wasm'
  readonly run: (inputs: readonly DataArray[]) => readonly DataArray[]
}

/** Elements before those of an input, which the program must not read. */
const before = 3

/** A compiled program as a function of elements. */
export const runnerOf =
  (execute: HostFunction): Way['run'] =>
  (inputs) => {
    const arrays = inputs.map((elements) => {
      const data = allocate(dtypeOfData(elements), before + elements.length).fill(77)
      data.set(elements, before)
      return { data, offset: before }
    })
    return execute(arrays, []).map((array) => ('read' in array ? array.read() : array))
  }

/** Whether WebAssembly lacks a function that the program calls. */
const isMissing = (error: unknown): boolean => /in WebAssembly/.test(String(error))

const compiled = (simplified: Program): readonly Way[] => {
  try {
    const execute = runnerOf(wasmCompiler.compile(simplified))
    return [
      {
        name: 'wasm',
        run: (inputs) => {
          // A run before, on other inputs, leaves its values where the next one starts.
          execute(inputs.map((data) => data.slice().reverse()))
          return execute(inputs)
        },
      },
    ]
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Ways that run kernels naively, which takes long. */
const naive = (simplified: Program): readonly Way[] => {
  const lowered = lowerProgram(simplified)
  const plan = planMemory(lowered, 64)
  return [
    { name: 'simplified', run: (inputs) => runEagerly(simplified, inputs) },
    { name: 'kernels', run: (inputs) => runLowered(lowered, inputs) },
    { name: 'memory', run: (inputs) => runLowered(lowered, inputs, plan) },
  ]
}

/** What came of comparing: differences, none if all is well, and whether WebAssembly took part. */
export interface Comparison {
  readonly differences: readonly string[]
  readonly isCompiled: boolean
  /** Whether the results differ as much where rounding errors are added. */
  readonly isUnstable: boolean
}

interface Difference {
  readonly output: number
  readonly element: number
  readonly expected: number
  readonly got: number
}

/** Elements that lie further apart than rounding errors of numbers of their array's magnitude do. */
const differencesOf = (
  program: Program,
  expected: readonly DataArray[],
  got: readonly DataArray[],
  exact: boolean,
): readonly Difference[] =>
  expected.flatMap((xs, output) => {
    const { rtol, atol } = tolerance(program.outputs[output]!.aval.dtype, 'grad')
    const ys = got[output]!
    const scale = Math.max(1, ...[...xs].filter(Number.isFinite).map(Math.abs))
    if (xs.length !== ys.length)
      return [{ output, element: -1, expected: xs.length, got: ys.length }]
    return [...xs].flatMap((x, element) => {
      const y = ys[element]!
      const isNear = exact
        ? Object.is(x, y)
        : x === y ||
          (Number.isNaN(x) && Number.isNaN(y)) ||
          Math.abs(x - y) <= atol * scale + rtol * Math.abs(x)
      return isNear ? [] : [{ output, element, expected: x, got: y }]
    })
  })

const stabilityChecks = 12

/** Whether every difference is one that rounding errors make as well. */
const isUnstable = (
  program: Program,
  inputs: readonly DataArray[],
  expected: readonly DataArray[],
  differences: readonly Difference[],
): boolean => {
  const others = Array.from({ length: stabilityChecks }, (_, i) =>
    runWithErrors(program, inputs, 2 * 8 ** (i % 3), makeRandom(i)),
  )
  return differences.every(({ output, element, expected: x, got: y }) => {
    if (element < 0) return false
    const all = [expected, ...others].map((arrays) => arrays[output]![element]!)
    const finite = all.filter(Number.isFinite)
    if (finite.length < all.length && finite.length > 0) return true
    const spread = Math.max(...finite) - Math.min(...finite)
    return Math.abs(x - y) <= 20 * spread
  })
}

const compare = (
  program: Program,
  ways: readonly Way[],
  inputs: readonly DataArray[],
  exact: boolean,
): Omit<Comparison, 'isCompiled'> => {
  const expected = runEagerly(program, inputs)
  for (const { name, run } of ways) {
    const found = differencesOf(program, expected, run(inputs), exact)
    if (found.length === 0) continue
    if (!exact && isUnstable(program, inputs, expected, found))
      return { differences: [], isUnstable: true }
    const lines = found.map(
      ({ output, element, expected: x, got }) =>
        `${name}: output ${output}, element ${element}: expected ${x}, got ${got}`,
    )
    return { differences: lines, isUnstable: false }
  }
  return { differences: [], isUnstable: false }
}

/**
 * Compares compiled code with running a program equation by equation, and the steps between with both where
 * they differ or `everything` is asked for. `exact` results have the same bits.
 */
export const compareWays = (
  program: Program,
  inputs: readonly DataArray[],
  { everything = false, exact = false } = {},
): Comparison => {
  checkProgram(program)
  const simplified = simplify(program)
  checkProgram(simplified)
  const last = compiled(simplified)
  const isCompiled = last.length > 0
  const first = everything || !isCompiled ? [...naive(simplified), ...last] : last
  const result = compare(program, first, inputs, exact)
  return result.differences.length > 0 && first === last
    ? { ...compare(program, [...naive(simplified), ...last], inputs, exact), isCompiled }
    : { ...result, isCompiled }
}
