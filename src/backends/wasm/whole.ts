import type { Executable } from '../../core/device.ts'
import type { HostArray, HostDevice, Resident } from '../../core/host.ts'
import type { Program } from '../../core/program.ts'
import { warnOnce } from '../../core/warn.ts'
import type { Compiler, HostFunction } from './host-function.ts'

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

/** A program as a function over buffers of the host: a module, or loops where modules are forbidden. */
export const wholeProgram = <Buffer>(
  program: Program,
  compiler: Compiler,
  { storage, executor }: HostDevice<Buffer>,
): Executable<Buffer> => {
  const run = compileWith(compiler, program)
  if (run === undefined) return executor.compile(program)
  const inputAvals = program.inputs.map(({ aval }) => aval)
  const outputAvals = program.outputs.map(({ aval }) => aval)
  return (inputs, donated = none) => {
    const arrays = new Array<HostArray | Resident>(inputs.length)
    for (let i = 0; i < arrays.length; i++) arrays[i] = storage.elements(inputs[i]!, inputAvals[i]!)
    const outputs = run(arrays, donated).map((result, i) =>
      'read' in result
        ? storage.adopt(result, outputAvals[i]!)
        : storage.put(result, outputAvals[i]!),
    )
    for (const i of donated) if (!outputs.includes(inputs[i]!)) storage.giveUp(inputs[i]!)
    return outputs
  }
}
