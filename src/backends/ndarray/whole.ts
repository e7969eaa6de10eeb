import { type Compiler, type HostFunction, hostCompiler } from '../../core/backend.ts'
import type { Program } from '../../core/program.ts'
import { dense, denseView } from './buffer.ts'
import { compileProgram } from './compile.ts'
import type { Executable } from './control.ts'

let hasWarned = false

const compileWith = (compiler: Compiler, program: Program): HostFunction | undefined => {
  try {
    return compiler.compile(program)
  } catch (error) {
    if (!hasWarned) {
      hasWarned = true
      console.warn(
        `cotangent: jit runs programs without compiling them, as ${compiler.name} failed: ${error}`,
      )
    }
    return undefined
  }
}

const make = (program: Program): Executable => {
  const compiler = hostCompiler()
  const run = compiler && compileWith(compiler, program)
  if (run === undefined) return compileProgram(program)
  const inputAvals = program.inputs.map(({ aval }) => aval)
  const outputAvals = program.outputs.map(({ aval }) => aval)
  return (inputs) => {
    const arrays = inputs.map((input, i) => {
      const { data, offset, size } = dense(inputAvals[i]!.dtype, input)
      return offset === 0 && size === data.length ? data : data.subarray(offset, offset + size)
    })
    return run(arrays).map((data, i) => {
      const { dtype, shape } = outputAvals[i]!
      return denseView(dtype, data, shape, 0)
    })
  }
}

const executables = new WeakMap<Program, Executable>()

/** A called program as a function over buffers: compiled where a compiler is registered and works here. */
export const wholeProgram = (program: Program): Executable => {
  let executable = executables.get(program)
  if (executable === undefined) {
    executable = make(program)
    executables.set(program, executable)
  }
  return executable
}
