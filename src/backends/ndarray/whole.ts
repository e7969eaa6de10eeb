import {
  type Compiler,
  type HostArray,
  type HostFunction,
  hostCompiler,
  type Resident,
} from '../../core/backend.ts'
import { allocate } from '../../core/dtype.ts'
import { ArgumentError } from '../../core/errors.ts'
import { getOrCreate } from '../../core/maps.ts'
import type { Program } from '../../core/program.ts'
import { warnOnce } from '../../core/warn.ts'
import { dense, denseView, type NdBuffer } from './buffer.ts'
import { compileProgram } from './compile.ts'

/** A called program; the inputs at the positions `donated` are given up. */
type WholeProgram = (
  inputs: readonly NdBuffer[],
  donated?: readonly number[],
) => readonly NdBuffer[]

const none: readonly number[] = []

/** Whether an error says that the engine does not run WebAssembly here, or has no memory left for it. */
const isForbidden = (error: unknown): boolean =>
  typeof WebAssembly === 'undefined' ||
  error instanceof WebAssembly.CompileError ||
  // What Firefox and Safari throw under a policy without 'wasm-unsafe-eval'.
  error instanceof EvalError ||
  error instanceof RangeError

/** Compiles a program; where that is forbidden, says so once. */
export const compileWith = (compiler: Compiler, program: Program): HostFunction | undefined => {
  try {
    return compiler.compile(program)
  } catch (error) {
    if (!isForbidden(error)) throw error
    warnOnce(
      compiler.name,
      () =>
        `jit runs programs without compiling them, as ${compiler.name} failed: ${error}; where a Content ` +
        "Security Policy forbids it, allow script-src 'wasm-unsafe-eval': see docs/csp.md",
    )
    return undefined
  }
}

/** A buffer whose elements may be with the program that computed them. */
interface ResidentBuffer extends NdBuffer {
  [residentKey]?: Resident
}
const residentKey = Symbol('resident')

/**
 * Prototypes of buffers that fetch their elements when something reads them. An accessor of each buffer's own, or a WeakMap, would
 * hold the elements until engines collect all of the heap, and they may be megabytes.
 */
const prototypes = new Map<object, object>()
const data: PropertyDescriptor & ThisType<ResidentBuffer> = {
  get() {
    return this[residentKey]!.read()
  },
}

const residentBuffer = (
  resident: Resident,
  { dtype, shape }: Program['outputs'][number]['aval'],
): NdBuffer => {
  const model = denseView(dtype, allocate(dtype, 0), shape, 0)
  const parent: object = Object.getPrototypeOf(model)
  const prototype = getOrCreate(prototypes, parent, () => Object.create(parent, { data }))
  const buffer: ResidentBuffer = Object.create(prototype)
  buffer.shape = model.shape
  buffer.stride = model.stride
  buffer.offset = model.offset
  buffer[residentKey] = resident
  return buffer
}

const refuse = (): never => {
  throw new ArgumentError(
    'jit',
    'expected a tensor that still has its value, got one that was donated to a call; use what the ' +
      'call returned, or leave the argument out of donateArgnums',
  )
}

/** Makes every later reading of a donated buffer fail, whether or not its memory was taken over. */
const giveUp = (buffer: ResidentBuffer): void => {
  if (buffer[residentKey] === undefined) Object.defineProperty(buffer, 'data', { get: refuse })
  else buffer[residentKey] = { read: refuse }
}

const make = (program: Program): WholeProgram => {
  const compiler = hostCompiler()
  const run = compiler && compileWith(compiler, program)
  const interpret = run === undefined ? compileProgram(program) : undefined
  const inputAvals = program.inputs.map(({ aval }) => aval)
  const outputAvals = program.outputs.map(({ aval }) => aval)
  return (inputs, donated = none) => {
    let outputs: readonly NdBuffer[]
    if (run === undefined) outputs = interpret!(inputs)
    else {
      const arrays = new Array<HostArray | Resident>(inputs.length)
      for (let i = 0; i < arrays.length; i++) {
        const input: ResidentBuffer = inputs[i]!
        arrays[i] = input[residentKey] ?? dense(inputAvals[i]!.dtype, input)
      }
      outputs = run(arrays, donated).map((result, i) => {
        const aval = outputAvals[i]!
        return 'read' in result
          ? residentBuffer(result, aval)
          : denseView(aval.dtype, result, aval.shape, 0)
      })
    }
    for (const i of donated) if (!outputs.includes(inputs[i]!)) giveUp(inputs[i]!)
    return outputs
  }
}

const programs = new WeakMap<Program, WholeProgram>()

/** A called program as a function over buffers: compiled where a compiler is registered and works here. */
export const wholeProgram = (program: Program): WholeProgram =>
  getOrCreate(programs, program, () => make(program))
